export { type PersonalData, personalData } from './access.ts';
export { forgetAccesses } from './forget.ts';
export { recordAccess } from './record.ts';
export { type Recorder, recorderOf } from './recorder.ts';
