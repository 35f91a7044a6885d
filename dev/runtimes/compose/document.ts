/** The part of the Compose specification that an export uses, in its own words. */

type Condition = "service_started" | "service_healthy" | "service_completed_successfully";

/** A config or secret put into a container before it starts. */
export interface FileMount {
  readonly source: string;
  readonly target: string;
  readonly mode: number;
}

export interface ComposeService {
  readonly image: string;
  readonly hostname?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly FileMount[];
  readonly configs?: readonly FileMount[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly extra_hosts?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: Condition }>>;
  readonly healthcheck?: { readonly test: readonly string[]; readonly interval: string; readonly timeout: string; readonly retries: number };
  readonly mem_limit: string;
  readonly shm_size?: string;
  readonly ulimits?: { readonly nofile: number };
  readonly security_opt: readonly string[];
  readonly stop_grace_period?: string;
  readonly logging?: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
}

export interface ComposeDocument {
  readonly name: string;
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, Readonly<Record<string, never>>>>;
  /** Taken from Compose's environment and `.env`; never text in the file. */
  readonly secrets: Readonly<Record<string, { readonly environment: string }>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
}
