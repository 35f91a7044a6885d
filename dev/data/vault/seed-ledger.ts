/** Below the mount of the instance's own keys: what was seeded into this Vault, in the Vault. It forgets both at once. */
export const SEED_LEDGER_PATH = "neotool/seed-ledger";
