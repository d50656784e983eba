export { type Erased, eraseRecord } from './erase.ts';
export {
  exportErasures,
  keepErasureList,
  type People,
  principals,
  replayErasures,
} from './list.ts';
export { erasurePermissions } from './permissions.ts';
export { ErasureResolver } from './resolver.ts';
