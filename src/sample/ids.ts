/** Fixed, so that what the README pastes works on every machine. */
export const sampleIds = {
  bank: '01940000-0000-7000-8000-00000000ba0c',
  clinic: '01940000-0000-7000-8000-0000000c1111',
  doctor: '01940000-0000-7000-8000-000000d0c000',
} as const;

/** The subjects of the sample accounts in development tokens. */
export const sampleSubjects = { asha: 'asha', ravi: 'ravi', doctor: 'dr-meera' } as const;
