package io.byteleap.redteam;

import io.byteleap.domain.challenge.AtWork;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.MusterId;
import io.byteleap.domain.challenge.MusterPart;
import io.byteleap.domain.challenge.NeverTogether;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.exact.SecretId;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.exact.UnitTerms;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.validator.challenge.ChallengeScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Many names at musters of challenge v2. Whether keys are handed out is decided by the validator's
/// own challenge, what becomes of the unit by [ExactArena], and what follows for pairs of units by
/// [NeverTogether].
///
/// Times are counted in works of one honest machine, from the opening of the window on.
final class Crowds {
  /// Names under which one machine shows itself.
  static final int NAMES = 8;

  /// How long is waited for a commitment where the slowest credible time of a model is known: what
  /// a slow one needs, and less than twice what a fast one does.
  static final double TIGHT = 1.5;

  private static final Duration WORK = Duration.ofSeconds(30);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration APART = Duration.ofHours(4);

  /// How long the window is open, and how long is waited for a commitment.
  record Rules(double window, double patience) {}

  /// Whose the names are.
  enum Owner {
    ONE_MINER,
    A_MINER_EACH
  }

  private final ExactArena arena;
  private final Rules rules;

  Crowds(ExactArena arena, Rules rules) {
    this.arena = arena;
    this.rules = rules;
  }

  /// One machine that does the work of all its names, one after another, as fast as it can. Names
  /// of one miner get their keys with its first poll; miners of their own come as late as they can
  /// without letting the machine rest. Its cost is that of one machine, however much it computes.
  Outcome oneMachine(Owner owner, RandomGenerator random) {
    var parts = new ArrayList<MusterPart>();
    for (int name = 0; name < NAMES; name++) {
      double fetched =
          switch (owner) {
            case ONE_MINER -> 0;
            case A_MINER_EACH -> Math.min(rules.window(), name);
          };
      parts.add(works(0, name(owner, name), new Stay(fetched, name + 1), random));
    }
    return judged(parts, 1, 1);
  }

  /// One machine with two names, which comes to three musters with one of them by turns and gives
  /// up the other.
  Outcome turns(RandomGenerator random) {
    var parts = new ArrayList<MusterPart>();
    for (int muster = 0; muster < NeverTogether.MUSTERS; muster++) {
      for (int name = 0; name < 2; name++) {
        var unit = name(Owner.ONE_MINER, name);
        parts.add(
            name == muster % 2
                ? works(muster, unit, new Stay(0, 1), random)
                : givesUp(muster, unit));
      }
    }
    return judged(parts, NeverTogether.MUSTERS, 1);
  }

  /// As many machines as names, of every credible speed, of two miners who poll when they do, at
  /// three musters.
  Outcome honest(RandomGenerator random) {
    var parts = new ArrayList<MusterPart>();
    for (int muster = 0; muster < NeverTogether.MUSTERS; muster++) {
      for (int miner = 0; miner < 2; miner++) {
        double polled = random.nextDouble(rules.window());
        for (int name = miner; name < NAMES; name += 2) {
          double took = random.nextDouble(0.1, rules.patience() * 0.99);
          parts.add(works(muster, unit(miner, name), new Stay(polled, polled + took), random));
        }
      }
    }
    return judged(parts, NeverTogether.MUSTERS, NAMES);
  }

  /// When a name has its keys, and when it commits.
  private record Stay(double fetched, double committed) {}

  private MusterPart works(int number, UnitName unit, Stay stay, RandomGenerator random) {
    var muster = muster(number);
    var fetchedAt = at(muster, stay.fetched());
    return handed(muster, unit, fetchedAt, random)
        ? part(
            muster,
            unit,
            arena.play(
                ExactCheats.honest((stay.committed() - stay.fetched()) / rules.patience(), 0, 1),
                random),
            new MusterPart.Worked(fetchedAt, at(muster, stay.committed())))
        : new MusterPart(
            muster.id(), muster.opensAt(), unit, new MusterPart.Failed(Failure.MUSTER_MISSED));
  }

  private MusterPart givesUp(int number, UnitName unit) {
    var muster = muster(number);
    return new MusterPart(
        muster.id(), muster.opensAt(), unit, new MusterPart.Failed(Failure.GIVEN_UP));
  }

  private static MusterPart part(
      Muster muster, UnitName unit, Outcome outcome, MusterPart.Worked worked) {
    return new MusterPart(
        muster.id(),
        muster.opensAt(),
        unit,
        outcome.isCaught()
            ? new MusterPart.Failed(Failure.ofWord(outcome.rule().replace('-', '_')))
            : worked);
  }

  /// Whether the validator's challenge gives its keys away at this moment.
  private static boolean handed(Muster muster, UnitName unit, Instant now, RandomGenerator random) {
    var terms = new TreeMap<UnitId, UnitTerms>();
    terms.put(unit.unit(), new UnitTerms(ExactArena.rowsAsked()));
    var spec =
        new ChallengeSpec(
            new ChallengeId(RandomUuid.draw(random).toString()),
            unit.worker(),
            new ExactWork(ExactArena.SHAPE, terms),
            ExactArena.PATIENCE_OF_ALL,
            muster);
    var drawnAt = muster.opensAt().minus(ChallengeScheduler.LEAD);
    var keys =
        new Challenge.HandKeys(new AtWork.HandOut(unit.hotkey(), SecretId.draw(random), now));
    return Challenge.begin(new Challenge.ChallengeCreated(spec, drawnAt))
            .decide(keys, new Challenge.Watch(drawnAt, now), random)
        instanceof Challenge.Accept(Challenge.KeysHandedOut _, _);
  }

  private Muster muster(int number) {
    var opensAt = START.plus(APART.multipliedBy(number));
    return new Muster(new MusterId("m-" + number), opensAt, opensAt.plus(times(rules.window())));
  }

  private static Instant at(Muster muster, double works) {
    return muster.opensAt().plus(times(works));
  }

  private static Duration times(double works) {
    return Duration.ofMillis(Math.round(works * WORK.toMillis()));
  }

  private static UnitName name(Owner owner, int number) {
    return switch (owner) {
      case ONE_MINER -> unit(0, number);
      case A_MINER_EACH -> unit(number, number);
    };
  }

  private static UnitName unit(int miner, int number) {
    return new UnitName(
        new Hotkey("5Miner" + miner), new WorkerId("w-" + number), new UnitId("GPU-" + number));
  }

  /// Of all `parts` of these musters; what is paid is the mean of one.
  private static Outcome judged(List<MusterPart> parts, int musters, double work) {
    var failures =
        parts.stream()
            .flatMap(
                part ->
                    part.did() instanceof MusterPart.Failed(var why)
                        ? Stream.of(why.word().replace('_', '-'))
                        : Stream.<String>empty())
            .distinct()
            .toList();
    var rules = new ArrayList<>(failures);
    if (!NeverTogether.in(parts).isEmpty()) {
      rules.add("never-together");
    }
    long sound = parts.stream().filter(part -> part.did() instanceof MusterPart.Worked).count();
    return new Outcome.Judged(String.join(" ", rules), Math.toIntExact(sound / musters), work);
  }
}
