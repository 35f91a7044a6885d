import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  sub: { type: "text", value: "subject", description: "whose token it is" },
  role: { type: "list", value: "role", description: "one of its roles (repeatable, or a,b)" },
  ttl: { type: "text", value: "time", description: "how long it is valid: 15m, 2h, 30d (default: 1h)" },
  claim: { type: "values", value: "name=value", description: "one more claim; JSON where it is some, else text (repeatable)" },
} as const satisfies OptionSpecs;

export type TokenInput = CommandInput<typeof options>;

export const token = defineCommand({
  name: "token",
  summary: "Print a JWT that the services of this instance accept",
  details: [
    "Signed (RS256) with the instance's newest key, whose id is in the header as `kid`. Its public part is served where JWT_JWKS_URL of",
    "`neotool dev env` points. Roles are the claim `roles`, a list.",
  ].join("\n"),
  examples: [
    "neotool dev token --sub alice --role admin",
    `curl -H "Authorization: Bearer $(neotool dev token --sub alice --ttl 15m)" localhost:4000/graphql`,
    "neotool dev token --sub alice --claim tenant=acme --claim permissions='[\"read\"]'",
  ],
  options,
});
