import { sampleIds, sampleSubjects, sampleUsers } from '../../src/sample/ids.ts';
import { loadSample } from '../../src/sample/load.ts';
import { graphql } from '../support/generated/index.ts';
import { startWorld, type World, type WorldOptions } from '../support/world.ts';
import { type Network, openNetwork } from './network.ts';

/** The sample bank, clinic and people, in a world that browsers reach over a wire. */
export interface Village {
  readonly world: World;
  readonly network: Network;
  /** Where browsers find the pages. */
  readonly url: string;
  /** Tokens of the bank's backend, the clinic's doctor, and a person. */
  readonly bank: string;
  readonly doctor: string;
  person(lifetime?: number): Promise<string>;
  /** The bank asks Asha, or somebody that it alone knows. */
  bankAsks(asked?: Partial<Asked>): Promise<{ id: string; noticeUrl: string }>;
  /** The clinic's doctor asks Asha. */
  doctorAsks(reason: string): Promise<string>;
  stop(): Promise<void>;
}

interface Asked {
  externalUserId: string;
  purposeIds: string[];
  language: string;
}

const initiate = graphql(`
  mutation AskInVillage($input: InitiateConsentInput!) {
    initiateConsent(input: $input) {
      request {
        id
        noticeUrl
      }
    }
  }
`);

const askPatient = graphql(`
  mutation AskPatientInVillage($input: RequestPatientConsentInput!) {
    requestPatientConsent(input: $input) {
      request {
        id
      }
    }
  }
`);

export async function openVillage(options: WorldOptions = {}): Promise<Village> {
  const network = await openNetwork();
  const config = { baseUrl: new URL(network.url), ...options.config };
  const world = await startWorld({ ...options, config });
  network.leadTo(world.url);
  await loadSample(world.platform);
  const bank = await world.token({
    roles: ['fiduciary'],
    sub: 'bank-backend',
    fiduciaryId: sampleIds.bank,
  });
  const doctor = await world.token({
    roles: ['practitioner'],
    sub: sampleSubjects.doctor,
    fiduciaryId: sampleIds.clinic,
    practitionerId: sampleIds.doctor,
  });
  return {
    world,
    network,
    url: network.url,
    bank,
    doctor,
    person: (lifetime) =>
      world.token({
        roles: ['principal'],
        sub: sampleSubjects.asha,
        ...(lifetime !== undefined && { lifetime }),
      }),
    async bankAsks(asked) {
      const purposeIds = [sampleIds.accountOpening, sampleIds.offers];
      const input = { externalUserId: sampleUsers.asha, purposeIds, ...asked };
      const { body } = await world.graphql(initiate, { input }, { token: bank });
      if (!body.data) throw new Error(JSON.stringify(body.errors));
      return body.data.initiateConsent.request;
    },
    async doctorAsks(purpose) {
      const input = { patientId: sampleIds.ashaAtClinic, purpose };
      const { body } = await world.graphql(askPatient, { input }, { token: doctor });
      if (!body.data) throw new Error(JSON.stringify(body.errors));
      return body.data.requestPatientConsent.request.id;
    },
    async stop() {
      await world.stop();
      await network.stop();
    },
  };
}
