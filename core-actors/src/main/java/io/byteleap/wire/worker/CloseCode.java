package io.byteleap.wire.worker;

/// Why a miner closes a worker's connection: WebSocket status code and reason.
public enum CloseCode {
  INVALID_REGISTRATION(4000, "Invalid registration"),
  MISSING_WORKER_ID(4001, "Invalid or missing worker_id"),
  MISSING_WORKER_VERSION(4002, "Missing worker_version"),
  WORKER_LIMIT(4003, "Worker limit reached"),
  HEARTBEAT_TIMEOUT(4004, "Heartbeat timeout"),
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
