package io.byteleap.miner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.miner.fixture.TestDoor;
import io.byteleap.miner.worker.Doorways.Doorway;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DoorwaysTest {
  @ParameterizedTest
  @CsvSource({
    "/a,/a",
    "/a/,/a",
    "/a/ws,/a",
    "/a/b,/a/b",
    "/a/b/c,/a/b",
    "/ab,/",
    "/,/",
    "/A,/",
    "'',/",
    "*,/"
  })
  void longestPathThatLeadsThere_counts(String requested, String path) {
    assertThat(doorways("/", "/a", "/a/b").at(requested))
        .hasValueSatisfying(doorway -> assertThat(doorway.path()).isEqualTo(new DoorPath(path)));
  }

  @Test
  void pathThatLeadsNowhere_isEmpty() {
    assertThat(doorways("/a").at("/b")).isEmpty();
  }

  @Test
  void samePathTwice_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> doorways("/a", "/a"))
        .withMessage("two doorways at /a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/a/", "//", "/a//b", "/a b", "/../a", "/ä", "/a?b"})
  void badPath_isRefused(String path) {
    assertThatIllegalArgumentException().isThrownBy(() -> new DoorPath(path));
  }

  private static Doorways doorways(String... paths) {
    TestInbox<WorkerRegistry.Command> registry = TestInbox.create();
    var meters = new WorkerMeters(new SimpleMeterRegistry());
    List<Doorway> all =
        Stream.of(paths)
            .map(
                path ->
                    new Doorway(new DoorPath(path), TestDoor.terms(), registry.getRef(), meters))
            .toList();
    return new Doorways(all);
  }
}
