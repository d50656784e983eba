import {
  type DevelopmentClaims,
  isRole,
  openDevelopmentIssuer,
  type Role,
  roles,
} from '../auth/index.ts';
import type { Config } from '../config.ts';
import { sampleIds, sampleSubjects } from '../sample/ids.ts';
import { argumentsOf, UsageProblem } from './arguments.ts';

/**
 * Prints a bearer token for a role and nothing else, so that it can be piped. What the role needs
 * and the arguments leave out is taken from the sample data.
 *
 * @throws Error in production, which has no development issuer, and for arguments without sense.
 */
export async function printToken(config: Config, args: string[]): Promise<void> {
  const token = await openDevelopmentIssuer(config).mint(claimsOf(args));
  process.stdout.write(`${token}\n`);
}

const samples: Record<Role, Omit<DevelopmentClaims, 'roles'>> = {
  principal: { sub: sampleSubjects.asha },
  practitioner: {
    sub: sampleSubjects.doctor,
    fiduciaryId: sampleIds.clinic,
    practitionerId: sampleIds.doctor,
  },
  fiduciary: { sub: 'bank-backend', fiduciaryId: sampleIds.bank },
  operator: { sub: 'operator' },
  auditor: { sub: 'auditor' },
};

function claimsOf(args: string[]): DevelopmentClaims {
  const { positionals, values } = argumentsOf(args, {
    subject: { type: 'string' },
    fiduciary: { type: 'string' },
    practitioner: { type: 'string' },
  });
  const [role, ...rest] = positionals;
  if (!isRole(role) || rest.length > 0) {
    throw new UsageProblem(`token takes one role: ${roles.join(', ')}`);
  }
  const sample = samples[role];
  return {
    roles: [role],
    sub: values.subject ?? sample.sub,
    fiduciaryId: values.fiduciary ?? sample.fiduciaryId,
    practitionerId: values.practitioner ?? sample.practitionerId,
  };
}
