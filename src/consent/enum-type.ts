import { enumOf } from '../graphql/enum.ts';
import type { HistoryAction, PerformerType } from '../history/index.ts';
import type { Assurance } from './consent.ts';
import type { ArtifactStatus, RequestStatus } from './lifecycle.ts';
import type { ConsentSort, RequestSort } from './list-store.ts';
import type { ValidationReason } from './validation.ts';

export const RequestStatusEnum = enumOf<RequestStatus>(
  'ConsentRequestStatus',
  'Where the asking for a consent stands.',
  {
    INITIATED: 'Open: the person has not decided yet.',
    GRANTED: 'The person agreed, and a consent was sealed.',
    DENIED: 'The person refused.',
    CANCELLED: 'Whoever asked took it back.',
    EXPIRED: 'Nobody decided in time.',
  },
);

export const ConsentStatusEnum = enumOf<ArtifactStatus>(
  'ConsentStatus',
  'Where a consent that was given stands. Effective at the moment of reading: never ACTIVE past its end.',
  {
    ACTIVE: 'In force.',
    PAUSED: 'Suspended by the person, who can resume it. Not valid meanwhile.',
    WITHDRAWN: 'Taken back, for good (DPDP Act 2023 s.6(4)). A new request is needed.',
    EXPIRED: 'Its term is over.',
    SUPERSEDED: 'Another consent took its place: see successor.',
    INVALIDATED: 'Ended by an operator, by order of the authority or because its proof failed.',
  },
);

export const AssuranceEnum = enumOf<Assurance>(
  'Assurance',
  'How sure it is that the person themselves decided.',
  {
    SIGNED_IN: 'The person was signed in, to the account that this record is linked to.',
    NOTICE_LINK: 'Whoever decided held the notice link, which the data fiduciary has held as well.',
  },
);

export const ValidationReasonEnum = enumOf<ValidationReason>(
  'ValidationReason',
  'Why a use of data is covered by a consent, or is not.',
  {
    VALID: 'The consent is in force and covers the use.',
    UNKNOWN: 'There is no such consent that this fiduciary may see.',
    WITHDRAWN: 'The person withdrew it.',
    EXPIRED: 'Its term is over.',
    PAUSED: 'The person has paused it.',
    SUPERSEDED: 'Another consent took its place: ask about the successor.',
    INVALIDATED: 'It was ended by an operator.',
    PURPOSE_NOT_GRANTED: 'It is in force, but not for this purpose.',
    FIELD_NOT_GRANTED: 'It is in force for the purpose, but not for all of these fields.',
  },
);

export const HistoryActionEnum = enumOf<HistoryAction>(
  'HistoryAction',
  'What happened, as the history records it.',
  {
    INITIATE: 'Consent was asked for.',
    GRANT: 'The person agreed.',
    DENY: 'The person refused.',
    CANCEL: 'Whoever asked took the request back.',
    EXPIRE: 'Time ran out.',
    WITHDRAW: 'The consent was taken back.',
    PAUSE: 'The person paused the consent.',
    RESUME: 'The person put a paused consent in force again.',
    UPDATE: 'The person agreed to other optional purposes.',
    RENEW: 'The person agreed anew, for a new term.',
    SUPERSEDE: 'A consent to a later request took its place.',
    INVALIDATE: 'An operator ended the consent.',
    LINK: 'The person linked the record to their account.',
    UNLINK: 'The person took the link to their account away.',
    SUSPEND: 'The data fiduciary was stopped.',
    REINSTATE: 'The data fiduciary may work again.',
    EMPLOY: 'A practitioner was registered.',
    DISMISS: 'A practitioner no longer acts for the data fiduciary.',
    REVOKE_CLIENT: 'The credentials of a client were revoked.',
    REVOKE_TOKEN: 'An access token was revoked.',
    REVOKE_LINK: 'The notice links of a request were revoked.',
    SET_LIMITS: 'An operator set the limits of the data fiduciary.',
    REQUEST_ERASURE: 'The person asked for the record to be erased.',
    ERASE: 'Personal data of the record was erased.',
    ROTATE_KEY: 'A key was replaced.',
    INVITE_PARTICIPANT: 'A connector of the data fiduciary was invited to the exchange of data.',
    JOIN_PARTICIPANT: 'The connector of the data fiduciary joined the exchange of data.',
    MOVE_PARTICIPANT: 'The connector of the data fiduciary has another address.',
    SUSPEND_PARTICIPANT: 'The connector of the data fiduciary was stopped.',
    REINSTATE_PARTICIPANT: 'The connector of the data fiduciary may work again.',
    EXCHANGE: 'An exchange of data came a step further.',
    CREATE_WEBHOOK: 'A webhook endpoint was made.',
    CHANGE_WEBHOOK: 'A webhook endpoint was changed: its address, say, or its events.',
    ROTATE_WEBHOOK_SECRET: 'A webhook endpoint was given another secret.',
    DISABLE_WEBHOOK: 'A webhook endpoint was disabled, by hand or because it answered 410.',
    ENABLE_WEBHOOK: 'A webhook endpoint was enabled again.',
    DELETE_WEBHOOK: 'A webhook endpoint was deleted.',
  },
);

export const PerformerEnum = enumOf<PerformerType>(
  'PerformerType',
  'In what capacity someone acted.',
  {
    PRINCIPAL: 'The person, signed in.',
    NOTICE_LINK: 'Whoever held the notice link.',
    PRACTITIONER: 'A practitioner of the data fiduciary.',
    FIDUCIARY: 'The data fiduciary; for a withdrawal, on behalf of the person.',
    OPERATOR: 'An operator of this service.',
    SYSTEM: 'The service itself, when time ran out.',
  },
);

export const ConsentSortEnum = enumOf<ConsentSort>(
  'ConsentSortField',
  'What consents are sorted by.',
  {
    GRANTED_AT: 'When they were given.',
    VALID_TILL: 'When their term ends.',
  },
);

export const RequestSortEnum = enumOf<RequestSort>(
  'ConsentRequestSortField',
  'What requests are sorted by.',
  { CREATED_AT: 'When they were made.', EXPIRES_AT: 'Until when they are open.' },
);
