package io.byteleap.simulation;

import io.byteleap.domain.enrolment.TokenDesk;
import io.byteleap.domain.enrolment.TokenDesk.Asker;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.simulation.Call.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A validator's counter for tokens: carries out what its [TokenDesk] says, and holds a token no
/// longer than it takes to answer.
final class TokenCounter {
  private static final AttemptLimit LIMIT = AttemptLimit.of(200, Duration.ofSeconds(60));
  private static final int OPEN_MAX = 1_000;
  private static final Duration ISSUER_PATIENCE = Duration.ofSeconds(10);

  private final World world;
  private final ValidatorNode validator;
  private final Map<Asker, Consumer<Answer>> waiting = new HashMap<>();
  private TokenDesk desk = TokenDesk.of(LIMIT, OPEN_MAX);

  TokenCounter(World world, ValidatorNode validator) {
    this.world = world;
    this.validator = validator;
  }

  void forget() {
    waiting.clear();
    desk = TokenDesk.of(LIMIT, OPEN_MAX);
  }

  void asked(Peer peer, WorkerId worker, Consumer<Answer> then) {
    var asker = new Asker(peer.miner().hotkey(), worker);
    boolean isFirst = !desk.open().containsKey(asker);
    if (isFirst) {
      waiting.put(asker, then);
    }
    var step = desk.step(new TokenDesk.Asked(asker), validator.now());
    desk = step.next();
    for (TokenDesk.Output output : step.outputs()) {
      switch (output) {
        case TokenDesk.LookFor(_, var number) ->
            take(new TokenDesk.Looked(asker, number, peer.whereabouts(worker)), Optional.empty());
        case TokenDesk.Tell(_, var verdict) -> {
          if (isFirst) {
            waiting.remove(asker);
          }
          then.accept(answer(verdict, Optional.empty()));
        }
        case TokenDesk.Issue _ -> throw new IllegalStateException("BUG: issued unseen");
      }
    }
  }

  private void take(TokenDesk.Input input, Optional<Call.Token> inHand) {
    var step = desk.step(input, validator.now());
    desk = step.next();
    for (TokenDesk.Output output : step.outputs()) {
      switch (output) {
        case TokenDesk.Issue(var asker, var number) -> issue(asker, number);
        case TokenDesk.Tell(var asker, var verdict) ->
            Optional.ofNullable(waiting.remove(asker))
                .ifPresent(then -> then.accept(answer(verdict, inHand)));
        case TokenDesk.LookFor _ -> throw new IllegalStateException("BUG: looked for twice");
      }
    }
  }

  private void issue(Asker asker, long number) {
    int life = validator.life();
    world
        .subnet()
        .gateway()
        .issue(
            (word, token) -> {
              if (validator.isAlive(life)) {
                take(new TokenDesk.IssuerSaid(asker, number, word), token);
              }
            });
    validator.after(
        ISSUER_PATIENCE,
        "the issuer is late",
        () -> take(new TokenDesk.IssuerLate(asker, number), Optional.empty()));
  }

  private static Answer answer(TokenDesk.Verdict verdict, Optional<Call.Token> inHand) {
    return switch (verdict) {
      case TokenDesk.Give() -> new Call.TokenGiven(inHand.orElseThrow());
      case TokenDesk.Wait(var tryAgainIn) -> new Call.TokenLater(tryAgainIn);
      case TokenDesk.Deny(_, var says) -> new Call.Refused(says);
    };
  }
}
