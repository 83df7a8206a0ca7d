package io.byteleap.redteam;

import io.byteleap.domain.challenge.AtWork;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.MusterId;
import io.byteleap.domain.challenge.MusterPart;
import io.byteleap.domain.challenge.MusterPart.Worked;
import io.byteleap.domain.challenge.NeverTogether;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.exact.Bell;
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

/// Many names at musters of challenge v2. Whether keys are handed out is decided by the validator's
/// own challenge, what becomes of the unit by [ExactArena], what it shows by [Muster#pace], and
/// what follows for pairs of units by [NeverTogether].
///
/// A unit is paid by the pace that it shows. Times are shares of the time from the opening to the
/// bell; an honest machine makes [#ROWS] rows in that time.
final class Crowds {
  /// Names under which one machine shows itself.
  static final int NAMES = 8;

  /// Rows that an honest machine makes until the bell, of those that there are.
  static final int ROWS = 96;

  private static final Duration WORK = Duration.ofSeconds(12);
  private static final Duration WINDOW = Duration.ofSeconds(60);
  private static final Duration APART = Duration.ofHours(4);

  /// Whose the names are.
  enum Owner {
    ONE_MINER,
    A_MINER_EACH
  }

  private final ExactArena arena;

  Crowds(ExactArena arena) {
    this.arena = arena;
  }

  /// What a name does: when it has its keys, when it commits, how many rows were made for it, and
  /// how many it says that were.
  private record Stay(double fetched, double committed, int made, int said) {
    Stay(double fetched, double committed, int made) {
      this(fetched, committed, made, made);
    }
  }

  /// One machine that works for all its names side by side until the bell, for some of them more
  /// than for others. Names of one miner get their keys with its first poll; miners of their own
  /// come when they like before the machine is done.
  Outcome sideBySide(Owner owner, RandomGenerator random) {
    int[] rows = parted(random);
    var parts = new ArrayList<MusterPart>();
    for (int name = 0; name < NAMES; name++) {
      double fetched = owner == Owner.ONE_MINER ? 0 : random.nextDouble(0.5);
      parts.add(works(0, name(owner, name), new Stay(fetched, 1, rows[name]), random));
    }
    return shown(parts, 1, 1);
  }

  /// One machine that works for one name after the other, as fast as it can for each, and for each
  /// as long as it likes.
  Outcome oneAfterAnother(RandomGenerator random) {
    int[] rows = parted(random);
    var parts = new ArrayList<MusterPart>();
    int sum = 0;
    for (int name = 0; name < NAMES; name++) {
      sum += rows[name];
      var stay = new Stay(0, sum / (double) ROWS, rows[name]);
      parts.add(works(0, name(Owner.ONE_MINER, name), stay, random));
    }
    return shown(parts, 1, 1);
  }

  /// One machine that gives each of its miners as much time as an honest machine has: all but the
  /// first have their keys as late as they can, and commit after the bell.
  Outcome longerThanTheBell(RandomGenerator random) {
    var parts = new ArrayList<MusterPart>();
    for (int name = 0; name < NAMES; name++) {
      double fetched = Math.min(name, WINDOW.toMillis() / (double) WORK.toMillis());
      var stay = new Stay(fetched, name + 1, ROWS);
      parts.add(works(0, name(Owner.A_MINER_EACH, name), stay, random));
    }
    return shown(parts, 1, 1);
  }

  /// One machine that says of each of its names that twice as many rows were made as there were.
  Outcome boasts(RandomGenerator random) {
    var parts = new ArrayList<MusterPart>();
    int made = ROWS / NAMES;
    for (int name = 0; name < NAMES; name++) {
      var stay = new Stay(0, 1, made, 2 * made);
      parts.add(works(0, name(Owner.ONE_MINER, name), stay, random));
    }
    return shown(parts, 1, 1);
  }

  /// The chance that at least one of these names is caught.
  static double chanceOfBoasting() {
    int made = ROWS / NAMES;
    return 1 - Math.pow(1 - Chances.hit(2 * made, made, ExactArena.rowsAsked()), NAMES);
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
                ? works(muster, unit, new Stay(0, 1, ROWS), random)
                : failed(muster(muster), unit, Failure.GIVEN_UP));
      }
    }
    return shown(parts, NeverTogether.MUSTERS, 1);
  }

  /// As many machines as names, of every speed, of two miners, at three musters. The first comes
  /// when it is told, the second when it polls. Who is slow, or late, has not made a row when the
  /// bell rings, and commits to its first later.
  Outcome honest(RandomGenerator random) {
    var parts = new ArrayList<MusterPart>();
    for (int muster = 0; muster < NeverTogether.MUSTERS; muster++) {
      for (int miner = 0; miner < 2; miner++) {
        double polled =
            random.nextDouble(miner == 0 ? 0.01 : WINDOW.toMillis() / (double) WORK.toMillis());
        for (int name = miner; name < NAMES; name += 2) {
          int rows = (int) (random.nextInt(ExactArena.SHAPE.size()) * Math.max(0, 1 - polled));
          double committed = rows == 0 ? polled + random.nextDouble(20) + 0.1 : 1;
          var stay = new Stay(polled, committed, Math.max(1, rows));
          parts.add(works(muster, unit(miner, name), stay, random));
        }
      }
    }
    return shown(parts, NeverTogether.MUSTERS, NAMES);
  }

  /// The rows of one machine, given to all names by chance, one to each at least.
  private static int[] parted(RandomGenerator random) {
    int[] rows = new int[NAMES];
    for (int row = 0; row < ROWS; row++) {
      rows[row < NAMES ? row : random.nextInt(NAMES)]++;
    }
    return rows;
  }

  private MusterPart works(int number, UnitName unit, Stay stay, RandomGenerator random) {
    var muster = muster(number);
    var handedAt = at(muster, stay.fetched());
    if (!isHanded(muster, unit, handedAt, random)) {
      return failed(muster, unit, Failure.MUSTER_MISSED);
    }
    var committedAt = at(muster, stay.committed());
    var play = ExactCheats.firstRows(stay.made(), stay.said());
    var outcome = arena.play(play, muster, handedAt, committedAt, random);
    var pace = muster.pace(ExactArena.SHAPE.first(stay.said()), committedAt);
    return outcome.isCaught()
        ? failed(muster, unit, Failure.ofWord(outcome.rule().replace('-', '_')))
        : new MusterPart(
            muster.id(), muster.opensAt(), unit, new Worked(handedAt, committedAt, pace));
  }

  private static MusterPart failed(Muster muster, UnitName unit, Failure why) {
    return new MusterPart(muster.id(), muster.opensAt(), unit, new MusterPart.Failed(why));
  }

  /// Whether the validator's challenge gives its keys away at this moment.
  private static boolean isHanded(
      Muster muster, UnitName unit, Instant now, RandomGenerator random) {
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

  private static Muster muster(int number) {
    var opensAt = SimulatedExactDesk.START.plus(APART.multipliedBy(number));
    return new Muster(
        new MusterId("m-" + number),
        opensAt,
        opensAt.plus(WINDOW),
        new Bell.At(opensAt.plus(WORK)));
  }

  private static Instant at(Muster muster, double share) {
    return muster.opensAt().plusMillis(Math.round(share * WORK.toMillis()));
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

  /// Of all `parts` of these musters; what is paid is the mean of one, as a share of what an honest
  /// machine shows.
  private static Outcome shown(List<MusterPart> parts, int musters, double work) {
    var rules = new ArrayList<String>();
    double sum = 0;
    for (MusterPart part : parts) {
      switch (part.did()) {
        case Worked(_, _, var pace) -> sum += pace.multiplyAddsPerSecond();
        case MusterPart.Failed(var why) -> rules.add(why.word().replace('_', '-'));
        case MusterPart.Pending() -> throw new IllegalStateException("BUG: no verdict for " + part);
      }
    }
    if (!NeverTogether.in(parts).isEmpty()) {
      rules.add("never-together");
    }
    var muster = muster(0);
    var honest = muster.pace(ExactArena.SHAPE.first(ROWS), at(muster, 1));
    return new Outcome.Scored(
        String.join(" ", rules.stream().distinct().toList()),
        sum / musters / honest.multiplyAddsPerSecond(),
        work);
  }
}
