export { clientPermissions } from './permissions.ts';
export { ClientResolver } from './resolver.ts';
