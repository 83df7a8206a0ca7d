package io.byteleap.wire.validator;

/// Numbers with which the two sides name what went wrong.
public enum ErrorCode {
  SUCCESS(0),
  INVALID_RESPONSE(1001),
  TIMEOUT_ERROR(1002),
  /// Also: too many requests.
  NETWORK_ERROR(1003),
  HEARTBEAT_PROCESSING_FAILED(1004),
  TASK_PROCESSING_FAILED(1005),
  CHALLENGE_PROCESSING_FAILED(1006),
  SESSION_REQUIRED(4010),
  SESSION_UNKNOWN(4011),
  SESSION_EXPIRED(4012),
  REHANDSHAKE_REQUIRED(4013),
  BAD_AAD(4015),
  HANDSHAKE_FAILED(4018),
  SEQUENCE_ERROR(4020);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
