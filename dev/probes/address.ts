/** Where this process reaches an endpoint. */
export interface Address {
  readonly host: string;
  readonly port: number;
}
