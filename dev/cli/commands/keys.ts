import type { Actions } from "../chosen-action.ts";
import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  ttl: { type: "text", value: "time", description: "how long a signed token is valid: 15m, 2h, 30d (default: 1h)" },
} as const satisfies OptionSpecs;

/** Each has its action in `actions/keys.ts`. */
export const KEYS_ACTIONS = { show: 0, jwks: 0, sign: 1, verify: 1, rotate: 0 } as const satisfies Actions;

export type KeysInput = CommandInput<typeof options>;

export const keys = defineCommand({
  name: "keys",
  summary: "The instance's JWT keys: show, jwks, sign, verify, rotate",
  details: [
    "show             the key ids, and where the files are (default)",
    "jwks             the public keys as a JWK set",
    "sign [claims]    a token with these claims (JSON), signed by the newest key",
    "verify <token>   whether a token is valid, and its claims",
    "rotate           a new pair that signs from now on; the old public key stays in the JWKS",
  ].join("\n"),
  examples: [
    "neotool dev keys",
    `neotool dev keys sign '{"sub":"alice","roles":["admin"]}' --ttl 2h`,
    "neotool dev keys verify eyJhbGciOi…",
    "neotool dev keys rotate",
  ],
  args: [
    { name: "[action]", description: "show, jwks, sign, verify or rotate", complete: Object.keys(KEYS_ACTIONS) },
    { name: "[value]", description: "claims as JSON for sign, the token for verify" },
  ],
  options,
});
