package io.byteleap.wire.hub;

import io.byteleap.domain.session.MessageType;
import java.util.Arrays;
import java.util.Optional;

/// The kinds of message of the hub's protocol, version 1.
public enum HubType {
  SESSION_INIT("MESH_SESSION_INIT_V1"),
  SESSION_INIT_RESPONSE("MESH_SESSION_INIT_RESPONSE_V1"),
  ERROR("MESH_ERROR_V1"),
  HEARTBEAT("MESH_HEARTBEAT_V1"),
  RESOURCE_REPORT("MESH_RESOURCE_REPORT_V1"),
  SCORE_REPORT("MESH_SCORE_REPORT_V1"),
  ACK("MESH_ACK_V1"),
  LEASE_PUBLISH("MESH_LEASE_PUBLISH_V1"),
  CONFIG_UPDATE("MESH_CONFIG_UPDATE_V1"),
  TASK_PUBLISH("MESH_TASK_PUBLISH_V1"),
  /// An addition of ours, for hubs that give tokens of VM gateways.
  TOKEN_REQUEST("MESH_ENROLL_TOKEN_REQUEST_V1"),
  TOKEN_ANSWER("MESH_ENROLL_TOKEN_RESPONSE_V1");

  private final String name;

  HubType(String name) {
    this.name = name;
  }

  public MessageType messageType() {
    return new MessageType(name);
  }

  public static Optional<HubType> of(MessageType messageType) {
    return Arrays.stream(values()).filter(type -> type.name.equals(messageType.name())).findFirst();
  }

  @Override
  public String toString() {
    return name;
  }
}
