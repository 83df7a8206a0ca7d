package io.byteleap.validator.api;

import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.MusterId;
import io.byteleap.domain.challenge.MusterPart;
import io.byteleap.domain.challenge.Pace;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import io.byteleap.port.Musters;
import io.byteleap.port.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// One muster, at which the miner's claim to a device was sound and its rival did not come; two
/// units of the miner that took turns at the last three.
final class FakeMusters implements Musters {
  private static final Instant T0 = Samples.T0;
  private static final MusterPart.Did SOUND =
      new MusterPart.Worked(T0.plusSeconds(12), T0.plusSeconds(19), new Pace(1.5e12));
  private static final MusterPart.Did MISSED = new MusterPart.Failed(Failure.MUSTER_MISSED);

  @Override
  public Page<Totals> rounds(Page.Wish wish) {
    return new Page<>(
        List.of(
            new Totals(
                new MusterId("m-0"),
                T0,
                T0.plusSeconds(60),
                Optional.of(T0.plusSeconds(20)),
                2,
                3,
                10,
                5,
                4,
                1,
                2,
                1,
                new Pace(7.5e12))),
        List.of());
  }

  @Override
  public Page<MusterPart> latest(Page.Wish wish) {
    return new Page<>(
        List.of(
            part(0, "5Miner", new UnitId("GPU-1"), SOUND),
            part(1, "5Rival", new UnitId("GPU-1"), MISSED)),
        List.of());
  }

  @Override
  public List<MusterPart> ofDevices(Collection<UnitId> devices) {
    return devices.stream()
        .flatMap(
            device ->
                List.of(part(0, "5Miner", device, SOUND), part(0, "5Rival", device, MISSED))
                    .stream())
        .toList();
  }

  @Override
  public List<MusterPart> ofHalves() {
    var parts = new ArrayList<MusterPart>();
    for (int i = 0; i < 3; i++) {
      parts.add(part(i, "5Miner", new UnitId("GPU-1"), i % 2 == 0 ? SOUND : MISSED));
      parts.add(part(i, "5Miner", new UnitId("GPU-2"), i % 2 == 0 ? MISSED : SOUND));
    }
    return parts;
  }

  private static MusterPart part(int muster, String miner, UnitId unit, MusterPart.Did did) {
    return new MusterPart(
        new MusterId("m-" + muster),
        T0.plus(Duration.ofHours(muster)),
        new UnitName(new Hotkey(miner), new WorkerId("w-1"), unit),
        did);
  }
}
