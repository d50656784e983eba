export { oversightPermissions } from './permissions.ts';
export { AccessResolver, ValidationCountResolver } from './resolver.ts';
