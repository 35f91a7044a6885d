import { variablesFor } from "../../env/variables.ts";
import { readJwtKeys } from "../../secrets/jwt-keys.ts";
import { signJwt } from "../../secrets/jwt.ts";
import { connectionFacts } from "../../wiring/data/connection-facts.ts";
import { knownInstance } from "../../wiring/known-instance.ts";
import { openProject, type Project } from "../../wiring/project.ts";
import type { Surroundings } from "../../wiring/surroundings.ts";
import { claimsFrom } from "../claims.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { TokenInput } from "../commands/token.ts";
import { lifetimeFrom } from "../lifetime.ts";

const DEFAULT_TTL = "1h";

/** Where whoever verifies finds the public key; `null` where nobody serves it. */
const jwksUrl = async (project: Project, surroundings: Surroundings): Promise<string | null> => {
  const known = await knownInstance(project, surroundings, undefined);
  const facts = await connectionFacts(project, known, { user: project.settings.postgres.owner, credential: "postgres.owner" });
  return variablesFor(facts, "router").get("JWT_JWKS_URL") ?? null;
};

export const run = async ({ options }: TokenInput, { surroundings }: CommandContext): Promise<CommandResult> => {
  const { sub, role, ttl = DEFAULT_TTL, claim } = options;
  const validMs = lifetimeFrom(ttl);
  const claims = claimsFrom(sub, role, claim);
  const project = await openProject(surroundings);
  const keys = await readJwtKeys(project.directory.jwt);
  const token = await signJwt(keys, claims, ttl);
  const expiresAt = new Date(surroundings.clock.date().getTime() + validMs).toISOString();
  return { data: { token, kid: keys[0]?.kid ?? null, expiresAt, claims, jwksUrl: await jwksUrl(project, surroundings) }, text: token };
};
