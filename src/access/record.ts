import type { Context } from '../auth/index.ts';
import { actingPerformer } from '../fiduciary/index.ts';
import type { Performer } from '../history/index.ts';
import type { PersonalData } from './access.ts';
import { recorderOf } from './recorder.ts';

/** Records that a caller was given decrypted personal data of a record. */
export function recordAccess(
  context: Context,
  of: { fiduciaryId: string | null; principalId: string | null },
  what: PersonalData,
): void {
  const { fiduciaryId, principalId } = of;
  if (!fiduciaryId || !principalId) return;
  const reader = readerOf(context, fiduciaryId, principalId);
  recorderOf(context.platform).accessed({ fiduciaryId, principalId, what, reader });
}

/** By ids that mean something at this data fiduciary only; a program by its client. */
function readerOf(context: Context, fiduciaryId: string, principalId: string): Performer {
  const { caller } = context;
  if (!caller) return { type: 'NOTICE_LINK', id: principalId };
  const { roles } = caller;
  if (roles.has('operator')) return actingPerformer(context);
  if (roles.has('fiduciary') && caller.fiduciaryId === fiduciaryId) {
    return { type: 'FIDUCIARY', id: caller.clientId ?? fiduciaryId };
  }
  if (roles.has('principal')) return { type: 'PRINCIPAL', id: principalId };
  return { type: 'PRACTITIONER', id: caller.practitionerId ?? null };
}
