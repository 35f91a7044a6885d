import { join } from "node:path";
import { rotateJwtKeys, readJwtKeys } from "../../../dev/secrets/jwt-keys.ts";
import { signJwt } from "../../../dev/secrets/jwt.ts";
import type { TestInstance } from "../instance.ts";
import { tempDir } from "../temp-dir.ts";

const CLAIMS = { sub: "ada", roles: ["author"] } as const;

/** Tokens that no service may take: signed by the right key, but too old; and signed by a stranger's key of the same name. */
export const badTokens = async ({ path }: TestInstance): Promise<{ readonly expired: string; readonly foreign: string }> => {
  const own = await readJwtKeys(join(path, ".neotool", "jwt"));
  await using stranger = await tempDir();
  await rotateJwtKeys(stranger.path);
  return { expired: await signJwt(own, { ...CLAIMS }, "-1h"), foreign: await signJwt(await readJwtKeys(stranger.path), { ...CLAIMS }, "1h") };
};
