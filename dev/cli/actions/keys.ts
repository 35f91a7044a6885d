import { jwksOf, signJwt, verifyJwt } from "../../secrets/jwt.ts";
import { privateKeyPath, publicKeyPath, readJwtKeys, rotateJwtKeys } from "../../secrets/jwt-keys.ts";
import { lockInstance } from "../../instance/lock.ts";
import { DevError } from "../../errors/dev-error.ts";
import { writeAtomically } from "../../platform/files.ts";
import { publishKeys } from "../../wiring/publish-keys.ts";
import { openProject, type Project } from "../../wiring/project.ts";
import { chosenAction } from "../chosen-action.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import { KEYS_ACTIONS, type KeysInput } from "../commands/keys.ts";
import { lifetimeFrom } from "../lifetime.ts";
import { table } from "../table.ts";

type Action = (project: Project, input: KeysInput, context: CommandContext) => Promise<CommandResult>;

const show: Action = async ({ directory }) => {
  const keys = await readJwtKeys(directory.jwt);
  if (keys.length === 0) throw new DevError("KEYS_MISSING", "This instance has no JWT keys yet", { hint: "neotool dev up makes them." });
  const data = keys.map(({ kid }, index) => ({ kid, use: index === 0 ? "signs" : "verifies", algorithm: "RS256", public: publicKeyPath(directory.jwt, kid), private: privateKeyPath(directory.jwt, kid) }));
  const rows = data.map(({ kid, use, algorithm, public: path }) => [kid, use, algorithm, path]);
  return { data: { keys: data, jwks: directory.jwks }, text: `${table([["KEY ID", "USE", "ALGORITHM", "PUBLIC KEY"], ...rows])}\n\nJWKS: ${directory.jwks}` };
};

const jwks: Action = async ({ directory }) => {
  const data = await jwksOf(await readJwtKeys(directory.jwt));
  return { data, text: JSON.stringify(data, null, 2) };
};

const claimsFrom = (text: string): Record<string, unknown> => {
  try {
    const claims: unknown = JSON.parse(text);
    if (typeof claims === "object" && claims !== null && !Array.isArray(claims)) return { ...claims };
  } catch {
    // said below, in one way for both
  }
  throw new DevError("USAGE", `These claims are no JSON object: ${text}`, { hint: `For example: neotool dev keys sign '{"sub":"alice"}'` });
};

const sign: Action = async ({ directory }, { args, options }) => {
  const ttl = options.ttl ?? "1h";
  lifetimeFrom(ttl);
  const token = await signJwt(await readJwtKeys(directory.jwt), claimsFrom(args[1] ?? "{}"), ttl);
  return { data: { token }, text: token };
};

const verify: Action = async ({ directory }, { args }) => {
  const token = args[1];
  if (token === undefined) throw new DevError("USAGE", "There is no token to verify", { hint: "neotool dev keys verify <token>" });
  const data = await verifyJwt(await readJwtKeys(directory.jwt), token);
  return { data, text: JSON.stringify(data, null, 2) };
};

const rotate: Action = async (project, _input, context) => {
  await using _lock = await lockInstance(project.directory, "keys rotate");
  const keys = await rotateJwtKeys(project.directory.jwt);
  await writeAtomically(project.directory.jwks, `${JSON.stringify(await jwksOf(keys), null, 2)}\n`);
  const notices = await publishKeys(project, context.surroundings, context.interrupt.soft);
  const kids = keys.map(({ kid }) => kid);
  const text = [`${kids[0]} signs from now on; ${kids.slice(1).join(", ")} still ${kids.length === 2 ? "verifies" : "verify"}.`, ...notices, "Applications see it as JWT_KEY_ID in `neotool dev env` when they are started again."];
  return { data: { kid: kids[0], keys: kids, notices }, text: text.join("\n") };
};

const ACTIONS: Readonly<Record<keyof typeof KEYS_ACTIONS, Action>> = { show, jwks, sign, verify, rotate };

export const run = async (input: KeysInput, context: CommandContext): Promise<CommandResult> => {
  const { action } = chosenAction(KEYS_ACTIONS, "keys", input.args, "show");
  return ACTIONS[action](await openProject(context.surroundings), input, context);
};
