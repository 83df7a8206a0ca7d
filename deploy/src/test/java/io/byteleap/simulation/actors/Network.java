package io.byteleap.simulation.actors;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.simulation.Counts.Counted;
import io.byteleap.simulation.Link;
import io.byteleap.simulation.World;
import io.byteleap.transport.SynapseCall;
import io.byteleap.transport.SynapseCaller;
import io.byteleap.transport.SynapseClient.Answered;
import io.byteleap.transport.SynapseClient.Result;
import io.byteleap.transport.SynapseClient.Target;
import io.byteleap.transport.SynapseClient.Unreachable;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.SealedPackage;
import io.byteleap.wire.validator.SynapseType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// The way of one miner's requests to the validators and back, in place of HTTP: the texts are
/// those that would be inside. Outlives the miner's processes.
final class Network implements SynapseCaller {
  private final World world;
  private final Hotkey miner;
  private final Map<Hotkey, Way> ways = new LinkedHashMap<>();

  /// To one validator; `last` is the package that was sent last.
  private static final class Way {
    private final ValidatorActors validator;
    private final Link link;
    private List<SynapseCall> last = List.of();

    Way(ValidatorActors validator, Link link) {
      this.validator = validator;
      this.link = link;
    }
  }

  /// What is on its way, for people.
  private record Sent(SynapseType type, int length) {}

  private record Returned(SynapseType type, int length) {}

  Network(World world, Hotkey miner) {
    this.world = world;
    this.miner = miner;
  }

  void lay(ValidatorActors validator, Link link) {
    ways.put(validator.hotkey(), new Way(validator, link));
  }

  @Override
  public CompletionStage<Result> call(
      Target target, SynapseType type, String request, Duration timeout) {
    var result = new CompletableFuture<Result>();
    var way = ways.get(target.hotkey());
    if (way == null) {
      return CompletableFuture.completedFuture(new Unreachable("nobody is there"));
    }
    var call = new SynapseCall(type, miner, request);
    if (type == SynapseType.HEARTBEAT) {
      world.counts().add(Counted.HEARTBEATS);
    }
    if (SealedPackage.decode(request) instanceof Decoded.Read(var box)) {
      world.auditor().sessions().sealed(miner, box);
      way.last = List.of(call);
    }
    world.quietly(
        Math.max(1, timeout.toMillis()),
        () -> {
          if (result.complete(new Unreachable("no answer within " + timeout))) {
            world.counts().add(Counted.UNANSWERED);
          }
        });
    send(call, way, result::complete);
    return result;
  }

  private void send(SynapseCall call, Way way, Consumer<Result> then) {
    way.link.carry(
        new Sent(call.type(), call.request().length()),
        () ->
            way.validator.receive(
                call,
                response -> {
                  seen(call, way.validator, response);
                  way.link.carry(
                      new Returned(call.type(), response.toString().length()),
                      () -> then.accept(response));
                }));
  }

  /// What a validator answers with a box it has taken out of a box, and that happens once.
  private void seen(SynapseCall call, ValidatorActors validator, Result response) {
    if (!(response instanceof Answered(var text))) {
      world.counts().add(Counted.REFUSED_PACKAGES);
      return;
    }
    if (call.type() == SynapseType.SESSION_INIT) {
      world.counts().add(Counted.HANDSHAKES);
      return;
    }
    if (SealedPackage.decodeAnswer(text)
            instanceof Decoded.Read<SealedPackage.Answer>(SealedPackage.Box(var answer))
        && SealedPackage.decode(call.request()) instanceof Decoded.Read(var asked)) {
      validator
          .pump()
          .guarded(
              () -> {
                world.auditor().sessions().opened(asked);
                world.auditor().sessions().sealed(validator.hotkey(), answer);
              });
    } else {
      world.counts().add(Counted.REFUSED_PACKAGES);
    }
  }

  /// Sends every validator the last package once more, as a liar or a broken proxy does.
  void replay() {
    ways.values().forEach(way -> way.last.forEach(call -> send(call, way, _ -> {})));
  }
}
