package io.byteleap.wire.worker;

/// Why a miner closes a worker's connection: WebSocket status code, and a reason of at most 123
/// bytes, which is what a close frame has room for.
public enum CloseCode {
  INVALID_REGISTRATION(4000, "Invalid registration"),
  MISSING_WORKER_ID(4001, "Invalid or missing worker_id"),
  MISSING_WORKER_VERSION(4002, "Missing worker_version"),
  WORKER_LIMIT(4003, "Worker limit reached: all 100 places of this miner are taken"),
  HEARTBEAT_TIMEOUT(4004, "Heartbeat timeout"),
  KEY_REQUIRED(4005, "This miner takes workers with a key only"),
  ADDRESS_NOT_LISTED(4006, "This miner takes workers without a key from listed addresses only"),
  BAD_SIGNATURE(4007, "The signature of the registration is wrong"),
  JOIN_TOKEN_NEEDED(4008, "This key is not known here: a join token is needed"),
  JOIN_TOKEN_UNKNOWN(4009, "The join token is not one of this miner, or was revoked"),
  JOIN_TOKEN_EXPIRED(4010, "The join token has expired"),
  JOIN_TOKEN_USED_UP(4011, "The join token is used up"),
  KEY_MISMATCH(4012, "This worker id belongs to another key"),
  REMOVED(4013, "This worker was removed: it takes a join token made after that"),
  UNKNOWN_PATH(4404, "No hotkey of this miner at this path"),
  REPLACED(1001, "Connection replaced"),
  GOING_AWAY(1001, "Miner is shutting down"),
  REGISTRATION_TIMEOUT(1008, "No registration in time"),
  TOO_BIG(1009, "Message too big"),
  KEEPALIVE_TIMEOUT(1011, "Keepalive ping timeout"),
  INTERNAL_ERROR(1011, "Internal error");

  private final int code;
  private final String reason;

  CloseCode(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  public int code() {
    return code;
  }

  public String reason() {
    return reason;
  }
}
