package io.byteleap.simulation;

import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.SealedBox;
import java.time.Duration;
import java.util.List;

/// What a miner asks a validator. It travels beside the box, in which only its number is sealed, so
/// that a package is tied to what it stands for and costs little.
public sealed interface Call {
  MessageType HEARTBEAT = new MessageType("HEARTBEAT_V1");
  MessageType TASK = new MessageType("TASK_V1");
  MessageType CHALLENGE = new MessageType("CHALLENGE_V1");
  MessageType PROOF = new MessageType("CHALLENGE_PROOF_V1");
  MessageType TOKEN = new MessageType("GET_VMGW_ENROLL_TOKEN_V1");

  record Heartbeat(HeartbeatReport report) implements Call {
    @Override
    public String toString() {
      return "Heartbeat of " + report.workers().size();
    }
  }

  record Poll() implements Call {}

  record Commit(ChallengeId challenge, WorkerId worker, List<Commitment> commitments)
      implements Call {}

  record Prove(ChallengeId challenge, Proof proof) implements Call {
    @Override
    public String toString() {
      return "Prove " + challenge;
    }
  }

  record Fetch(WorkerId worker) implements Call {}

  default MessageType type() {
    return switch (this) {
      case Heartbeat _ -> HEARTBEAT;
      case Poll _ -> TASK;
      case Commit _ -> CHALLENGE;
      case Prove _ -> PROOF;
      case Fetch _ -> TOKEN;
    };
  }

  /// How long a miner waits for the answer.
  default Duration patience() {
    return switch (this) {
      case Heartbeat _ -> Duration.ofSeconds(30);
      case Poll _ -> Duration.ofSeconds(10);
      case Commit _ -> Duration.ofSeconds(15);
      case Prove _ -> Duration.ofSeconds(40);
      case Fetch _ -> Duration.ofSeconds(20);
    };
  }

  /// How often it is sent again under a new number when nothing comes back.
  default int repetitions() {
    return switch (this) {
      case Commit _, Prove _ -> 2;
      case Heartbeat _, Poll _, Fetch _ -> 0;
    };
  }

  /// A call in its box.
  record Request(long number, SealedBox box, Call call) {
    @Override
    public String toString() {
      return call + " #" + number + " seq " + box.sequence();
    }
  }

  /// A call without a box, in the name of a session.
  record Unsealed(long number, SessionId session, Call call) {}

  /// What comes back.
  sealed interface Answer {}

  record Taken() implements Answer {}

  record Collected(List<ChallengeSpec> specs) implements Answer {
    @Override
    public String toString() {
      return "Collected " + specs.stream().map(ChallengeSpec::id).toList();
    }
  }

  record Targets(List<UnitTargets> units) implements Answer {}

  record ProofTaken() implements Answer {}

  record Refused(String says) implements Answer {}

  record TokenGiven(Token token) implements Answer {}

  record TokenLater(Duration tryAgainIn) implements Answer {}

  /// A token for the gateway. Shows nothing of itself.
  final class Token {
    private final String value;

    Token(String value) {
      this.value = value;
    }

    public String reveal() {
      return value;
    }

    @Override
    public String toString() {
      return "***";
    }
  }

  /// An answer in its box, or the word that there is no session for the call.
  sealed interface Reply {}

  record Sealed(long number, SealedBox box, Answer answer) implements Reply {
    @Override
    public String toString() {
      return answer + " for #" + number + " seq " + box.sequence();
    }
  }

  /// The answer to an [Unsealed] call.
  record Open(long number, Answer answer) implements Reply {}

  /// The box stays closed; what would help.
  record NoEntry(long number, Help help) implements Reply {}

  enum Help {
    NEW_SESSION,
    NOTHING
  }
}
