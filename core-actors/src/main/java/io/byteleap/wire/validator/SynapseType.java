package io.byteleap.wire.validator;

import io.byteleap.domain.session.MessageType;
import java.util.Arrays;
import java.util.Optional;

/// The kinds of request that a miner makes: the class name in the path, the message type that the
/// encryption binds, and the longest HTTP body in bytes.
public enum SynapseType {
  SESSION_INIT("SessionInitSynapse", "SESSION_INIT_V1", 16 << 10),
  HEARTBEAT("HeartbeatSynapse", "HEARTBEAT_V1", 8 << 20),
  TASK("TaskSynapse", "TASK_V1", 64 << 10),
  CHALLENGE("ChallengeSynapse", "CHALLENGE_V1", 256 << 10),
  CHALLENGE_PROOF("ChallengeProofSynapse", "CHALLENGE_PROOF_V1", 24 << 20),
  ENROL_TOKEN("GetVmgwEnrollTokenSynapse", "GET_VMGW_ENROLL_TOKEN_V1", 64 << 10);

  private final String className;
  private final String messageType;
  private final int bodySizeMax;

  SynapseType(String className, String messageType, int bodySizeMax) {
    this.className = className;
    this.messageType = messageType;
    this.bodySizeMax = bodySizeMax;
  }

  public String className() {
    return className;
  }

  public MessageType messageType() {
    return new MessageType(messageType);
  }

  public int bodySizeMax() {
    return bodySizeMax;
  }

  public static Optional<SynapseType> ofClassName(String className) {
    return Arrays.stream(values()).filter(type -> type.className.equals(className)).findFirst();
  }
}
