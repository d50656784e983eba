import { anyone, isOperator, type Permissions } from '../auth/index.ts';

/** Messages bring their own proof of who sent them; everything else is for operators. */
export const connectorPermissions: Permissions = {
  Query: {
    transfer: isOperator,
    transfers: isOperator,
    importedRecords: isOperator,
    sourceRecords: isOperator,
  },
  Mutation: {
    consentExport: anyone,
    consentImport: anyone,
    dataExport: anyone,
    dataImport: anyone,
    joinExchange: isOperator,
    putSourceRecord: isOperator,
    removeSourceRecord: isOperator,
    erasePerson: isOperator,
  },
  Transfer: everyone(
    'exchangeId side state consentId peerId dataTypes startedAt finishedAt digest failureCode',
  ),
  ImportedRecord: everyone('exchangeId exporterId dataType data storedAt'),
  JoinExchangePayload: everyone('participantId managerId'),
  SourceRecord: everyone('dataType updatedAt'),
  SourceRecordPayload: everyone('dataType'),
  ErasePersonPayload: everyone('sourceRecords importedRecords stoppedExchanges'),
};

/** Plain fields of what a guarded field returned, each by name: a new one is refused until it is listed. */
function everyone(names: string): Permissions[string] {
  return Object.fromEntries(names.split(' ').map((name) => [name, anyone]));
}
