// Unleash takes its secrets from the environment only, where everybody reads them who may look at a container: so they lie in files, and come into the
// environment of the running program alone.
import { readFileSync } from "node:fs";

const secret = (name) => readFileSync(`/run/secrets/${name}`, "utf8").trim();
const tokens = { admin: secret("unleash.admin-token"), backend: secret("unleash.backend-token"), frontend: secret("unleash.frontend-token") };
const admin = { username: "admin", password: secret("unleash.admin") };

Object.assign(process.env, {
  DATABASE_PASSWORD: secret("postgres.unleash"),
  UNLEASH_SECRET: secret("unleash.cookies"),
  UNLEASH_DEFAULT_ADMIN_USERNAME: admin.username,
  UNLEASH_DEFAULT_ADMIN_PASSWORD: admin.password,
  INIT_ADMIN_API_TOKENS: tokens.admin,
  INIT_BACKEND_API_TOKENS: tokens.backend,
  INIT_FRONTEND_API_TOKENS: tokens.frontend,
});

const words = (error) => [error.message, ...(error.details ?? []).map((detail) => detail.message ?? detail)].join("\n  ");

// Only now: it reads its environment when it is loaded.
const { start, SYSTEM_USER_AUDIT } = await import("unleash-server");
const { default: bcrypt } = await import("bcryptjs");

/** Unleash itself does this for an empty database only. One that came from a copy knows the secrets of another instance. */
const giveSecrets = async ({ apiTokenService, userService }) => {
  for (const [type, value] of Object.entries(tokens)) {
    if (await apiTokenService.getToken(value)) continue;
    const [, project, environment] = /^(.*?):(.*?)\./.exec(value);
    await apiTokenService.insertNewApiToken({ secret: value, type, tokenName: "neotool", projects: [project], environment }, SYSTEM_USER_AUDIT);
  }
  const user = await userService.store.getByQuery({ username: admin.username });
  if (user === undefined || (await bcrypt.compare(admin.password, await userService.store.getPasswordHash(user.id)))) return;
  await userService.store.setPasswordHash(user.id, await bcrypt.hash(admin.password, 10), 0);
};

try {
  const { services } = await start();
  await giveSecrets(services);
} catch (error) {
  console.error(/import/i.test(error.stack ?? "") ? `the flags were refused: ${words(error)}` : `Unleash did not start: ${words(error)}`);
  process.exit(1);
}
