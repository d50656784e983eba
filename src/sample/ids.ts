/** Fixed, so that what the README pastes works on every machine. */
export const sampleIds = {
  bank: '01940000-0000-7000-8000-00000000ba0c',
  clinic: '01940000-0000-7000-8000-0000000c1111',
  doctor: '01940000-0000-7000-8000-000000d0c000',
  accountOpening: '01940000-0000-7000-8000-0000000b0001',
  offers: '01940000-0000-7000-8000-0000000b0002',
  treatment: '01940000-0000-7000-8000-0000000c0001',
  ashaAtBank: '01940000-0000-7000-8000-0000000a0001',
  ashaAtClinic: '01940000-0000-7000-8000-0000000a0002',
  raviAtBank: '01940000-0000-7000-8000-0000000e0001',
  raviAtClinic: '01940000-0000-7000-8000-0000000e0002',
} as const;

/** The subjects of the sample accounts in development tokens. */
export const sampleSubjects = { asha: 'asha', ravi: 'ravi', doctor: 'dr-meera' } as const;

/** How the bank and the clinic name the two people in their own systems. */
export const sampleUsers = { asha: 'user_asha', ravi: 'user_ravi' } as const;
