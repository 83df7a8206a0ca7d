package io.byteleap.domain.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.domain.presence.AddressPenalty.Kept;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AddressTrailTest {
  private static final Instant T0 = Samples.T0;

  @Test
  void changes_areCounted_andSightingsWithoutAnAddressAreNone() {
    assertThat(trail("a", "a", "", "a").changesSince(T0)).isZero();
    assertThat(trail("a", "b").changesSince(T0)).isEqualTo(1);
    assertThat(trail("a", "b", "", "a").changesSince(T0)).isEqualTo(2);
    assertThat(trail("", "", "a").changesSince(T0)).isZero();
  }

  @Test
  void changeOutsideTheWindow_doesNotCount() {
    var trail = trail("a", "b", "c");

    assertThat(trail.changesSince(T0)).isEqualTo(2);
    assertThat(trail.changesSince(T0.plusNanos(1))).isEqualTo(1);
    assertThat(trail.changesSince(T0.plusSeconds(61))).isZero();
  }

  @Test
  void sightingThatIsOlderThanTheLast_changesNothing() {
    var trail = trail("a", "b");

    assertThat(trail.seen(Label.of("c"), T0.minusSeconds(1))).isEqualTo(trail);
  }

  /// Against counting over all sightings, as the existing network does.
  @Test
  void boundedTrail_countsAsManyAsCanMatter() {
    Seeds.check(
        300,
        random -> {
          List<String> addresses =
              IntStream.range(0, random.nextInt(30))
                  .mapToObj(_ -> List.of("", "a", "b", "c").get(random.nextInt(4)))
                  .toList();
          int first = addresses.isEmpty() ? 0 : random.nextInt(addresses.size());
          int changes = 0;
          String last = "";
          for (String address : addresses.subList(first, addresses.size())) {
            changes += !last.isEmpty() && !address.isEmpty() && !address.equals(last) ? 1 : 0;
            last = address.isEmpty() ? last : address;
          }

          var trail = trail(addresses.toArray(String[]::new));

          assertThat(trail.changesSince(T0.plusSeconds(60L * first)))
              .isEqualTo(Math.min(4, changes));
          assertThat(trail.departures()).hasSizeLessThanOrEqualTo(4);
        });
  }

  @Test
  void penalty_halvesWithEachChange_andIsOffByDefault() {
    assertThat(IntStream.range(0, 6).mapToObj(AddressPenalty.HALVING::after))
        .containsExactly(
            new Kept(8, 8),
            new Kept(4, 8),
            new Kept(2, 8),
            new Kept(1, 8),
            new Kept(0, 8),
            new Kept(0, 8));
    assertThat(AddressPenalty.NONE.after(7)).isEqualTo(new Kept(1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> AddressPenalty.HALVING.after(-1));
  }

  @Test
  void availability_isAnExactShare() {
    var availability = new Availability(507, 2_028, AddressPenalty.HALVING.after(1));

    assertThat(availability.numerator()).isEqualTo(507L * 4);
    assertThat(availability.denominator()).isEqualTo(2_028L * 8);
    assertThat(availability.toDouble()).isEqualTo(0.125);
    assertThat(new Availability(0, 0).toDouble()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> new Availability(2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Availability(0, 2_029));
  }

  /// Sightings a minute apart, from T0.
  private static AddressTrail trail(String... addresses) {
    var trail = AddressTrail.NONE;
    for (int i = 0; i < addresses.length; i++) {
      trail = trail.seen(Label.of(addresses[i]), T0.plusSeconds(60L * i));
    }
    return trail;
  }
}
