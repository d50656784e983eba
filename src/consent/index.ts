import { ConsentResolver, GrantedPurposeResolver } from './consent-resolver.ts';
import {
  ConsentHistoryResolver,
  ConsentRequestHistoryResolver,
  HistoryConnectionResolver,
  HistoryEntryResolver,
} from './history-resolver.ts';
import {
  AccountListsResolver,
  ConsentConnectionResolver,
  ConsentRequestConnectionResolver,
  DataPrincipalListsResolver,
  ExportResolver,
  FiduciaryListsResolver,
  PractitionerListsResolver,
} from './list-resolver.ts';
import { ConsentRequestEventResolver, ConsentStatusEventResolver } from './live-resolver.ts';
import { ConsentRequestResolver, RequestedPurposeResolver } from './request-resolver.ts';
import { ValidatedPurposeResolver, ValidationResolver } from './validation-resolver.ts';

export const consentResolvers = [
  ConsentRequestResolver,
  RequestedPurposeResolver,
  ConsentResolver,
  GrantedPurposeResolver,
  ConsentHistoryResolver,
  ConsentRequestHistoryResolver,
  HistoryConnectionResolver,
  HistoryEntryResolver,
  FiduciaryListsResolver,
  PractitionerListsResolver,
  AccountListsResolver,
  DataPrincipalListsResolver,
  ExportResolver,
  ConsentConnectionResolver,
  ConsentRequestConnectionResolver,
  ValidationResolver,
  ValidatedPurposeResolver,
  ConsentRequestEventResolver,
  ConsentStatusEventResolver,
] as const;

export { actorsFor, actorsOf } from './actor.ts';
export { artifactTyp } from './artifact.ts';
export { findArtifacts } from './artifact-store.ts';
export { endAll } from './end-all.ts';
export { exchangeGranted, lockConsentOf } from './exchange.ts';
export {
  HistoryEntry as HistoryEntryType,
  Performer as PerformerType,
} from './history-type.ts';
export { streamOf } from './live.ts';
export { consentById } from './loader.ts';
export { noticeRoutes } from './notice-route.ts';
export { noticeView } from './notice-view.ts';
export { consentPermissions } from './permissions.ts';
export { readPublicNotice } from './read-notice.ts';
export { applyRetention } from './retain.ts';
export { unsealMetadata } from './sealed.ts';
export { sweepExpired } from './sweep.ts';
export type { ConsentArtifact } from './table.ts';
export { lockedConsent } from './transition.ts';
export { Consent as ConsentType } from './type.ts';
