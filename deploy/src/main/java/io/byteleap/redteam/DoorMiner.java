package io.byteleap.redteam;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.loadtest.LoadProblem;
import io.byteleap.loadtest.MinerCalls;
import io.byteleap.loadtest.Patience;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.HeartbeatData;
import io.byteleap.wire.validator.Payload;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A dishonest miner at the door of a real validator, with as many workers as it says. Blocks; for
/// one thread at a time.
final class DoorMiner {
  private final MinerCalls calls;
  private final List<String> capabilities;

  DoorMiner(MinerCalls calls, List<String> capabilities) {
    this.calls = calls;
    this.capabilities = List.copyOf(capabilities);
  }

  Hotkey hotkey() {
    return calls.signer().hotkey();
  }

  static WorkerId worker(int number) {
    return new WorkerId("redteam-%03d".formatted(number));
  }

  /// Reports `workers` workers, stamped with `stamped`; how many of them the validator took.
  int heartbeat(int workers, Instant stamped) throws LoadProblem {
    var said =
        new HeartbeatData(
            hotkey().value(),
            stamped,
            IntStream.range(0, workers).mapToObj(number -> info(number, stamped)).toList(),
            SystemInfo.UNKNOWN);
    return call(new Payload.Heartbeat(said))
            instanceof CallResult.Answered(Answer.HeartbeatTaken(_, int taken, _))
        ? taken
        : 0;
  }

  private HeartbeatData.WorkerInfo info(int number, Instant stamped) {
    return new HeartbeatData.WorkerInfo(
        worker(number).value(),
        worker(number).value(),
        "redteam",
        capabilities,
        HeartbeatData.Status.ONLINE,
        SystemInfo.UNKNOWN,
        stamped,
        stamped);
  }

  /// The challenges that wait for it.
  List<Answer.ComputeChallenge> poll() throws LoadProblem {
    var now = InstantSource.system().instant();
    return call(new Payload.TaskPoll(hotkey().value(), now))
            instanceof CallResult.Answered(Answer.Tasks(var challenges, _, _))
        ? challenges
        : List.of();
  }

  /// What is answered; empty when the validator refuses.
  Optional<Answer> ask(Payload payload) throws LoadProblem {
    return call(payload) instanceof CallResult.Answered(var answer)
        ? Optional.of(answer)
        : Optional.empty();
  }

  private CallResult call(Payload payload) throws LoadProblem {
    return Patience.answer(calls.call(payload).toCompletableFuture());
  }
}
