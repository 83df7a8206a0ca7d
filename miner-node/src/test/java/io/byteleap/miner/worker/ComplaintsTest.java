package io.byteleap.miner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.fixture.TestClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ComplaintsTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(ComplaintsTest.class);

  private final TestClock clock = new TestClock();
  private final Complaints complaints = new Complaints(clock);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    LOG.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    LOG.detachAppender(lines);
  }

  @Test
  void sameWrongOfOneHost_isSaidOnceAMinute_withTheCountOfTheOthers() {
    complain("frame ignored", "10.0.0.1:1001", "first");
    complain("frame ignored", "10.0.0.1:1002", "second");
    clock.pass(Duration.ofSeconds(59));
    complain("frame ignored", "10.0.0.1:1003", "third");
    clock.pass(Duration.ofSeconds(1));
    complain("frame ignored", "10.0.0.1:1004", "fourth");

    assertThat(said())
        .containsExactly(
            "frame ignored, from=10.0.0.1:1001, why=first",
            "frame ignored, from=10.0.0.1:1004, why=fourth,"
                + " more like it since the last line=2");
  }

  @Test
  void newsOfOneWorker_areSaidOnceAMinute_fromWhereverItComes() {
    var worker = new WorkerId("w-1");
    complaints.info(LOG, "worker registered", worker, "from=10.0.0.1:1");
    complaints.info(LOG, "worker registered", worker, "from=10.0.0.2:1");
    complaints.info(LOG, "worker registered", new WorkerId("w-2"), "from=10.0.0.1:1");
    clock.pass(Duration.ofMinutes(1));
    complaints.info(LOG, "worker registered", worker, "from=10.0.0.3:1");

    assertThat(said())
        .containsExactly(
            "worker registered, worker=w-1, from=10.0.0.1:1",
            "worker registered, worker=w-2, from=10.0.0.1:1",
            "worker registered, worker=w-1, from=10.0.0.3:1,"
                + " more like it since the last line=1");
  }

  @Test
  void otherWrongs_andOtherHosts_areSaidBesideIt() {
    complain("frame ignored", "10.0.0.1:1", "a");
    complain("frame too big", "10.0.0.1:1", "b");
    complain("frame ignored", "10.0.0.2:1", "c");
    complain("frame ignored", "::1:1", "d");

    assertThat(said()).hasSize(4);
  }

  @Test
  void manyHosts_areForgottenInTheirOrder() {
    for (int i = 0; i <= 1_024; i++) {
      complain("frame ignored", "host-" + i + ":1", "x");
    }
    complain("frame ignored", "host-1:1", "x");
    complain("frame ignored", "host-0:1", "x");

    assertThat(said()).hasSize(1_026);
  }

  private void complain(String what, String from, String why) {
    complaints.warn(LOG, what, from, Label.of(why));
  }

  private List<String> said() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
