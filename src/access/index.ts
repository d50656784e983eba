export type { PersonalData } from './access.ts';
export { forgetAccesses } from './forget.ts';
export { holdBackAccesses } from './hold-back.ts';
export { recordAccess } from './record.ts';
export { recorderOf } from './recorder.ts';
