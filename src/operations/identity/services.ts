/** What operations of this domain need besides the call's context. */
export interface IdentityServices {
  /** Key of the HMAC that stands for a token in the database: 32 bytes, derived from the master key. */
  readonly tokenPepper: Buffer;
}
