package io.byteleap.wire.vm;

import io.byteleap.domain.session.MessageType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// The kinds of order that the gateway gives for virtual machines, each with the time that it may
/// take from its arrival to its answer.
///
/// Times are those of the existing worker, except that a reboot, which waits up to 60 s twice, gets
/// 150 s instead of 60.
public enum VmOrderType {
  CREATE("CREATE_VM", 180),
  TURN_ON("TURNON_VM", 120),
  TURN_OFF("TURNOFF_VM", 120),
  REBOOT("REBOOT_VM", 150),
  DESTROY("DESTROY_VM", 180),
  MONITOR_STATS("MONITOR_VM_STATS", 30),
  CREATE_SSH_KEY("CREATE_SSHKEY", 60),
  REVOKE_SSH_KEY("REVOKE_SSHKEY", 60),
  CONNECT_HEADSCALE("CONNECT_HEADSCALE", 60);

  private static final String REQUEST = "_REQUEST_V1";
  private static final String RESPONSE = "_RESPONSE_V1";

  /// Kind of the answer to an order whose own kind cannot be made out.
  private static final MessageType ANSWER_TO_UNKNOWN = new MessageType("VM_OPERATION_RESPONSE_V1");

  private final String name;
  private final Duration timeout;

  VmOrderType(String name, int timeoutSeconds) {
    this.name = name;
    this.timeout = Duration.ofSeconds(timeoutSeconds);
  }

  /// As it stands in `operation_type`.
  public String request() {
    return name + REQUEST;
  }

  public MessageType response() {
    return new MessageType(name + RESPONSE);
  }

  public Duration timeout() {
    return timeout;
  }

  static Optional<VmOrderType> of(String request) {
    return Arrays.stream(values()).filter(type -> type.request().equals(request)).findFirst();
  }

  static Optional<VmOrderType> of(MessageType response) {
    return Arrays.stream(values()).filter(type -> type.response().equals(response)).findFirst();
  }

  /// Kind of the answer to any `operation_type`, known or not.
  static MessageType responseTo(String request) {
    if (!request.endsWith(REQUEST)) {
      return ANSWER_TO_UNKNOWN;
    }
    String response = request.substring(0, request.length() - REQUEST.length()) + RESPONSE;
    try {
      return new MessageType(response);
    } catch (IllegalArgumentException e) {
      return ANSWER_TO_UNKNOWN; // a name that no message can have
    }
  }
}
