import type { ContainerService } from "../../model/service.ts";
import type { MailSettings } from "../settings.ts";
import { goMemory } from "./go-memory.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";

/** Takes every mail that applications send, shows it, and sends none on. */
export const mail = (settings: MailSettings): ContainerService => ({
  kind: "container",
  name: "mail",
  image: settings.image,
  env: {
    ...goMemory(settings.memoryMiB),
    MP_DATABASE: "/data/mailpit.db",
    // An application may log in as it does in production, with any password, and without encryption.
    MP_SMTP_AUTH_ACCEPT_ANY: "1",
    MP_SMTP_AUTH_ALLOW_INSECURE: "1",
    // It may not ask beyond this machine whether there is a newer one.
    MP_DISABLE_VERSION_CHECK: "1",
  },
  endpoints: {
    smtp: { containerPort: 1025, preferredHostPort: settings.smtpPort, scheme: "smtp" },
    http: { containerPort: 8025, preferredHostPort: settings.port, scheme: "http", web: {} },
  },
  volumes: [{ name: "mail-data", path: "/data" }],
  readiness: { kind: "http", endpoint: "http", path: "/readyz", status: [200] },
  healthCheck: { command: ["/mailpit", "readyz"] },
  limits: { memoryMiB: settings.memoryMiB },
  stopGraceSeconds: 3,
  devOnly: { ...ON_A_LAPTOP, "service/missing-there": "production sends mail by a provider; here none leaves the machine" },
});
