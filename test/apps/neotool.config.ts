import { defineConfig } from "neotool";

/** Two services and a web page, behind the gateway: docs/first-look.md says how to run them. */
export default defineConfig({
  profile: "gateway",
  apps: {
    notes: {
      cwd: "notes",
      command: "./run.sh",
      port: 8091,
      consumer: "kotlin",
      dependsOn: { pgbouncer: "ready", postgres: "ready", kafka: "ready", vault: "ready", minio: "ready" },
    },
    words: {
      cwd: "words",
      command: "npm run --silent dev",
      port: 8092,
      readiness: "/health/readiness",
      watch: ["*.ts", "*.graphql"],
      dependsOn: { pgbouncer: "ready", postgres: "ready", kafka: "ready", minio: "ready" },
    },
    web: {
      cwd: "web",
      command: "npm run --silent dev",
      port: 3000,
      consumer: "next",
      readiness: "/api/health",
      watch: ["*.ts"],
      dependsOn: { router: "ready", notes: "ready", words: "ready" },
    },
  },
  gateway: { subgraphs: { notes: { url: "http://localhost:8091/graphql" }, words: { url: "http://localhost:8092/graphql" } } },
  postgres: { schemas: ["notes", "words"] },
  kafka: { topics: { "note.added": { partitions: 1 } } },
});
