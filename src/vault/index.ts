export { canonicalJson, sha256Hex } from './canonical.ts';
export { commit, verifyCommitment } from './commitment.ts';
export { destroyDataKey } from './data-key.ts';
export { configuredKeys, type KeyEncryption } from './kek.ts';
export { rewrapKeys } from './rewrap.ts';
export { type DataKey, seal, unseal } from './seal.ts';
export { SignatureInvalid, signJws, verifyJws } from './sign.ts';
export {
  type SigningKey,
  type SigningUse,
  signingUses,
} from './system-key.ts';
export { KeyDestroyed, Unreadable } from './unreadable.ts';
export { openVault, type Vault, type VaultOptions } from './vault.ts';
