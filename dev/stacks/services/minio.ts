import type { ContainerService, TaskService } from "../../model/service.ts";
import { credential, text } from "../../model/text.ts";
import type { JwtSettings, MinioSettings } from "../settings.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";
import { renewable } from "./renewable.ts";

const accessKey = text`${credential("minio.access-key")}`;
const secretKey = text`${credential("minio.secret-key")}`;
const ROOT = { uid: 0, gid: 0 } as const;

const DATA = "/data";
const renewing = renewable({ data: DATA, entrypoint: ["/usr/bin/docker-entrypoint.sh"] });

/** S3 for the laptop, in place of production's R2. */
export const minio = (settings: MinioSettings): ContainerService => ({
  kind: "container",
  name: "minio",
  image: settings.image,
  entrypoint: renewing.entrypoint,
  command: ["server", DATA, "--console-address", ":9001"],
  env: {
    MINIO_ROOT_USER_FILE: "/run/secrets/minio.access-key",
    MINIO_ROOT_PASSWORD_FILE: "/run/secrets/minio.secret-key",
    // No MINIO_REGION: without one the server takes whatever region a client signs with.
    // It may not ask beyond this machine whether there is a newer one.
    MINIO_UPDATE: "off",
    // Its metrics name buckets and sizes, on this machine only; their token would have to be made anew with each key.
    MINIO_PROMETHEUS_AUTH_TYPE: "public",
  },
  endpoints: {
    s3: { containerPort: 9000, preferredHostPort: settings.port, scheme: "http" },
    console: { containerPort: 9001, preferredHostPort: settings.consolePort, scheme: "http", web: { login: "STORAGE_ACCESS_KEY and STORAGE_SECRET of `neotool dev env`" } },
  },
  volumes: [{ name: "minio-data", path: DATA }],
  renewal: renewing.renewal,
  files: [
    renewing.script,
    { path: "/run/secrets/minio.access-key", content: accessKey, owner: ROOT, mode: 0o400 },
    { path: "/run/secrets/minio.secret-key", content: secretKey, owner: ROOT, mode: 0o400 },
  ],
  readiness: { kind: "s3", endpoint: "s3", accessKey, secretKey },
  // Asks /minio/health/cluster, which says no until objects can be stored (unlike .../live). Images of before 2024 have no curl, all have mc.
  healthCheck: { command: ["mc", "ready", "local"] },
  volumeChecks: [{ asked: "after-exit", kind: "minio-format", volume: "minio-data", path: DATA }],
  limits: { memoryMiB: settings.memoryMiB },
  stopGraceSeconds: 5,
  tools: {
    mc: { command: ["mc"], env: { MC_HOST_local: text`http://${credential("minio.access-key")}:${credential("minio.secret-key")}@127.0.0.1:9000` } },
  },
  devOnly: { ...ON_A_LAPTOP, "service/missing-there": "production stores objects in Cloudflare R2; MinIO speaks the same API" },
});

export const minioBuckets = (settings: MinioSettings, jwt: JwtSettings): TaskService => ({
  kind: "task",
  name: "minio-buckets",
  target: "minio",
  dependsOn: { minio: "ready" },
  action: {
    kind: "s3-buckets",
    endpoint: "s3",
    accessKey,
    secretKey,
    buckets: [
      ...Object.entries(settings.buckets).map(([name, bucket]) => ({ name, ...bucket })),
      { name: jwt.jwksBucket, versioning: false, access: "public-read" },
    ],
  },
});

/** The JWKS gets an address that needs no token: public keys are for everybody. */
export const jwks = (jwt: JwtSettings): TaskService => ({
  kind: "task",
  name: "jwks",
  target: "minio",
  dependsOn: { "minio-buckets": "completed", "jwt-keys": "completed" },
  action: { kind: "publish-jwks", endpoint: "s3", accessKey, secretKey, bucket: jwt.jwksBucket, key: jwt.jwksObject },
});
