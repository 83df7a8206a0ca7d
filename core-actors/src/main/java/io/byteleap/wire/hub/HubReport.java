package io.byteleap.wire.hub;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Ratio;
import io.byteleap.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What a validator tells the hub inside an encrypted session.
public sealed interface HubReport {
  /// Most workers in one report; longer lists go in several messages.
  int WORKERS_MAX = 50;

  record Heartbeat(Label version, Statistics statistics) implements HubReport {}

  /// Counts of now, since the process started: online workers and miners, tasks of the hub, the
  /// share of them that succeeded (1 when there was none), challenges being verified.
  record Statistics(
      Duration uptime,
      int activeWorkers,
      int activeMiners,
      int totalTasks,
      Ratio successRate,
      int pendingVerifications) {}

  /// What the miners' machines are and how they are. At most [#WORKERS_MAX] workers in all; a miner
  /// may be in several reports.
  record ResourceReport(Scope scope, List<ReportedMiner> miners) implements HubReport {
    public ResourceReport {
      miners = List.copyOf(miners);
      if (miners.stream().mapToInt(miner -> miner.workers().size()).sum() > WORKERS_MAX) {
        throw new IllegalArgumentException("more than " + WORKERS_MAX + " workers in a report");
      }
    }
  }

  sealed interface Scope {}

  /// All workers.
  record Full() implements Scope {}

  /// Workers that changed since then.
  record Delta(Instant since) implements Scope {}

  /// `version` may be empty.
  record ReportedMiner(
      Hotkey hotkey, Presence presence, Label version, List<ReportedWorker> workers) {
    public ReportedMiner {
      workers = List.copyOf(workers);
    }

    /// The miner with these workers instead.
    ReportedMiner with(List<ReportedWorker> others) {
      return new ReportedMiner(hotkey, presence, version, others);
    }
  }

  enum Presence {
    ACTIVE,
    OFFLINE
  }

  /// Miners' weights of one calculation. `globalStats` is empty when there is none to report.
  record MinerScores(List<MinerWeight> miners, JsonObject globalStats, Instant at)
      implements HubReport {
    public MinerScores {
      miners = List.copyOf(miners);
    }
  }

  /// `weight` is written to six decimals.
  record MinerWeight(Hotkey hotkey, Ratio weight) {}

  /// Workers' scores of one calculation, at most [#WORKERS_MAX] of them.
  record WorkerScores(List<ReportedScore> workers, Instant at) implements HubReport {
    public WorkerScores {
      workers = List.copyOf(workers);
      if (workers.size() > WORKERS_MAX) {
        throw new IllegalArgumentException("more than " + WORKERS_MAX + " scores in a report");
      }
    }
  }

  /// Answers a message of the hub that has an id. `details` are empty when all is well.
  record Ack(MessageId messageId, MessageType messageType, Status status, JsonObject details)
      implements HubReport {
    public Ack {
      if (!messageId.isPresent()) {
        throw new IllegalArgumentException("messageId: an acknowledgement needs one");
      }
    }

    public static Ack accepted(MessageId messageId, HubType type) {
      return new Ack(messageId, type.messageType(), Status.ACCEPTED, JsonObject.EMPTY);
    }

    public static Ack failed(MessageId messageId, HubType type, Label why) {
      var details = JsonObject.builder().put("error", why.value()).build();
      return new Ack(messageId, type.messageType(), Status.FAILED, details);
    }

    /// What is sent for a message that could not be taken.
    public static Ack failed(MessageId messageId, HubMessage.Unreadable message) {
      return switch (message) {
        case HubMessage.UnreadableTask(_, var why) -> failed(messageId, HubType.TASK_PUBLISH, why);
        case HubMessage.RefusedConfigUpdate(var why) ->
            new Ack(
                messageId, HubType.CONFIG_UPDATE.messageType(), Status.FAILED, AckDetails.of(why));
      };
    }
  }

  /// Asks for a token with which this worker can enrol at a VM gateway. An addition of ours.
  record TokenRequest(MessageId requestId, WorkerKey worker) implements HubReport {
    public TokenRequest {
      if (!requestId.isPresent()) {
        throw new IllegalArgumentException("requestId: an answer needs one");
      }
    }
  }

  enum Status {
    ACCEPTED,
    FAILED
  }
}
