/** The programmatic entry: `import { defineConfig, defineSeed, startStack, useStack } from "neotool"`. What is heavy is loaded when it is called. */
export { defineConfig } from "./stacks/config/define-config.ts";
export type { Config } from "./stacks/config/config.ts";
export { defineSeed } from "./seed/define-seed.ts";
export type { SeedFunction, SeedStores } from "./seed/define-seed.ts";
export { images, sharedStack, startStack, useStack } from "./fixtures/use-stack.ts";
export type { SharedStack } from "./fixtures/use-stack.ts";
export type { BucketCredentials, BucketOptions, IsolatedBucket } from "./data/minio/isolate/isolated-bucket.ts";
export type { TopicOptions, TopicScope } from "./data/kafka/isolate/topic-scope.ts";
export type { DatabaseLogin, IsolatedDatabase } from "./data/postgres/isolate/isolated-database.ts";
export type { IsolatedMount } from "./data/vault/isolate/isolated-mount.ts";
export type { DatabaseOptions, MigratedDatabase } from "./fixtures/database-options.ts";
export type { StackMode, StartStackOptions, UseStackOptions } from "./fixtures/options.ts";
export type { KafkaConnection, MinioConnection, PostgresConnection, StackConnections, VaultConnection } from "./env/connection-types.ts";
export type { FailedTest, RunningStack, StackEndpoint, StackLogLine, StackLogOptions, StoppedStack } from "./fixtures/stack.ts";
export type { StartedContainerView, StartedKafkaView, StartedMinioView, StartedPostgresView, StartedVaultView, TestcontainersView } from "./fixtures/testcontainers-view.ts";
