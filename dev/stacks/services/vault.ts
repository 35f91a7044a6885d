import type { ContainerService, TaskService } from "../../model/service.ts";
import { credential, text } from "../../model/text.ts";
import type { JwtSettings, ServiceSettings } from "../settings.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";

const token = text`${credential("vault.root")}`;

/** Vault in dev mode: memory only, unsealed, KV v2 at `secret/`. What it must know is written again after every start. */
export const vault = (settings: ServiceSettings): ContainerService => ({
  kind: "container",
  name: "vault",
  image: settings.image,
  // Not the image's own "server -dev": its entrypoint would put the root token into the process's arguments.
  command: ["vault", "server", "-dev", "-dev-listen-address=0.0.0.0:8200", "-dev-no-store-token"],
  env: { VAULT_DEV_ROOT_TOKEN_ID: token, SKIP_SETCAP: "1", VAULT_DISABLE_MLOCK: "1" },
  endpoints: { api: { containerPort: 8200, preferredHostPort: settings.port, scheme: "http" } },
  readiness: { kind: "http", endpoint: "api", path: "/v1/sys/health", status: [200] },
  healthCheck: { command: ["vault", "status", "-address=http://127.0.0.1:8200"] },
  limits: { memoryMiB: settings.memoryMiB },
  stopGraceSeconds: 3,
  tools: {
    vault: { command: ["vault"], env: { VAULT_ADDR: "http://127.0.0.1:8200", VAULT_TOKEN: token } },
  },
  devOnly: {
    ...ON_A_LAPTOP,
    "settings/mode": "a development server: unsealed, in memory, one root token",
    "settings/storage": "in memory: keys are written again after every start",
    "mount/persistence": "in memory: keys are written again after every start",
    "settings/auth-methods": "one root token: there is no cluster that vouches for a pod",
  },
});

/** The RSA pair needs no service: it is made while the containers start. */
export const jwtKeys = (): TaskService => ({ kind: "task", name: "jwt-keys", action: { kind: "make-jwt-keys" } });

export const vaultJwtKeys = ({ mount, path }: JwtSettings): TaskService => ({
  kind: "task",
  name: "vault-jwt-keys",
  target: "vault",
  dependsOn: { vault: "ready", "jwt-keys": "completed" },
  action: { kind: "vault-jwt-keys", endpoint: "api", token, mount, path },
});
