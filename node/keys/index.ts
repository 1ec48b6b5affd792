/** Encrypted keys: folders of keystore v3 files, passwords, and signers for Novate and for L1. */
export {
  type ApiKey,
  createApiKey,
  listApiKeys,
  openApiKeys,
  revokeApiKey,
} from "./api-keys.ts";
export {
  createKeyFile,
  exportKeyFile,
  importKeyFile,
  type KeyEntry,
  listKeyFiles,
  type NewKey,
  openKeyFile,
} from "./key-folder.ts";
export { type PasswordSource, readPassword } from "./password.ts";
export { readPrivateFile, writePrivateFile } from "./private-file.ts";
export { createKey, type Key, parseSecret, type Signer } from "./signer.ts";
