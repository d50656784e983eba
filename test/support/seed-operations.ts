import { graphql } from './generated/index.ts';

export const registerFiduciary = graphql(`
  mutation SeedFiduciary($input: RegisterFiduciaryInput!) {
    registerFiduciary(input: $input) { fiduciary { id name } }
  }
`);

export const createPurpose = graphql(`
  mutation SeedPurpose($input: CreatePurposeInput!) {
    createPurpose(input: $input) { purpose { id currentVersion { id dataFields } } }
  }
`);

export const publishVersion = graphql(`
  mutation SeedVersion($input: PublishPurposeVersionInput!) {
    publishPurposeVersion(input: $input) { version { id number } }
  }
`);

export const setPracticePurpose = graphql(`
  mutation SeedPracticePurpose($input: PurposeInput!) {
    setPracticePurpose(input: $input) { purpose { id } }
  }
`);

export const employ = graphql(`
  mutation SeedPractitioner($input: EmployPractitionerInput!) {
    employPractitioner(input: $input) { practitioner { id name specialization } }
  }
`);

export const initiate = graphql(`
  mutation SeedRequest($input: InitiateConsentInput!) {
    initiateConsent(input: $input) { request { ...SeedRequestParts } }
  }
  fragment SeedRequestParts on ConsentRequest {
    id status noticeUrl createdAt expiresAt principal { id } notice { hash }
  }
`);

export const askPatient = graphql(`
  mutation SeedPatientRequest($input: RequestPatientConsentInput!) {
    requestPatientConsent(input: $input) { request { ...SeedRequestParts } }
  }
`);

export const link = graphql(`
  mutation SeedLink($input: LinkMyRecordInput!) {
    linkMyRecord(input: $input) { record { id linkedAt } }
  }
`);

export const cancel = graphql(`
  mutation SeedCancel($input: CancelConsentRequestInput!) {
    cancelConsentRequest(input: $input) { request { id status } }
  }
`);

export const submit = graphql(`
  mutation SeedDecision($input: SubmitConsentInput!) {
    submitConsent(input: $input) {
      request { id status }
      consent { id status grantedAt validTill hash jws principal { id } }
    }
  }
`);

export const withdraw = graphql(`
  mutation SeedWithdrawal($input: WithdrawConsentInput!) {
    withdrawConsent(input: $input) { consent { id status withdrawnAt } }
  }
`);
