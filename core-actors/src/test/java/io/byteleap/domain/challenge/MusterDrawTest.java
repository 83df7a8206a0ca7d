package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MusterDrawTest {
  private static final UnitId DEVICE = new UnitId("GPU-1");

  @Test
  void claimsToOneDevice_comeFirst_andTogether() {
    Seeds.check(
        200,
        random -> {
          var idle = crowd(40, 10);
          var disputes = List.of(List.of(claim("5M07", "w-3"), claim("5M31", "w-9")));

          var draw = MusterDraw.of(idle, disputes, 4, random);

          assertThat(names(draw.chosen())).hasSize(4).contains("5M07/w-3", "5M31/w-9");
        });
  }

  @Test
  void disputes_takeHalfOfThePlacesAtMost() {
    Seeds.check(
        100,
        random -> {
          var disputes =
              IntStream.range(0, 20)
                  .mapToObj(
                      i -> List.of(claim(miner(2 * i), "w-0"), claim(miner(2 * i + 1), "w-0")))
                  .toList();

          var draw = MusterDraw.of(crowd(40, 10), disputes, 10, random);

          assertThat(names(draw.chosen())).hasSize(10);
          assertThat(draw.chosen().values())
              .anySatisfy(all -> assertThat(all).hasSizeBetween(6, 7));
        });
  }

  @Test
  void claimOfWhichTheOtherIsAway_hasNoPlaceOfItsOwn() {
    int came = 0;
    for (int seed = 0; seed < 200; seed++) {
      var disputes = List.of(List.of(claim("5M07", "w-3"), claim("5Away", "w-9")));
      var draw = MusterDraw.of(crowd(40, 10), disputes, 10, Seeds.generator(seed));
      came += names(draw.chosen()).contains("5M07/w-3") ? 1 : 0;
    }

    assertThat(came).isLessThan(30); // 5 expected
  }

  @Test
  void workersOfOneMiner_comeTogether_andEveryMinerHasItsTurn() {
    Set<Hotkey> seen = new HashSet<>();
    Seeds.check(
        300,
        random -> {
          var draw = MusterDraw.of(crowd(20, 10), List.of(), 20, random);

          assertThat(draw.chosen()).hasSize(2);
          assertThat(draw.leftOut()).isEqualTo(180);
          assertThat(MusterDraw.of(crowd(20, 10), List.of(), 200, random).leftOut()).isZero();
          assertThat(draw.chosen().values()).allSatisfy(all -> assertThat(all).hasSize(10));
          seen.addAll(draw.chosen().keySet());
        });
    assertThat(seen).hasSize(20);
  }

  @Test
  void everybodyElse_isLeft_andWhoCanDoVersion1Only() {
    var idle = crowd(2, 3);
    idle.put(new Hotkey("5Old"), List.of(new Candidate(new WorkerId("w-0"), List.of())));

    var draw = MusterDraw.of(idle, List.of(), 4, Seeds.generator(1));
    var all = new ArrayList<>(names(draw.chosen()));
    all.addAll(names(draw.others()));

    assertThat(all).containsExactlyInAnyOrderElementsOf(names(idle));
    assertThat(names(draw.chosen())).hasSize(4);
    assertThat(names(draw.others())).contains("5Old/w-0");
  }

  private static SortedMap<Hotkey, List<Candidate>> crowd(int miners, int workers) {
    var idle = new TreeMap<Hotkey, List<Candidate>>();
    for (int i = 0; i < miners; i++) {
      idle.put(
          new Hotkey(miner(i)),
          IntStream.range(0, workers)
              .mapToObj(
                  j -> new Candidate(new WorkerId("w-" + j), List.of(), Candidate.Skill.EXACT))
              .toList());
    }
    return idle;
  }

  private static String miner(int number) {
    return "5M%02d".formatted(number);
  }

  private static UnitName claim(String miner, String worker) {
    return new UnitName(new Hotkey(miner), new WorkerId(worker), DEVICE);
  }

  private static List<String> names(SortedMap<Hotkey, List<Candidate>> of) {
    return of.entrySet().stream()
        .flatMap(
            entry -> entry.getValue().stream().map(each -> entry.getKey() + "/" + each.worker()))
        .toList();
  }
}
