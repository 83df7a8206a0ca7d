package io.byteleap.loadtest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A way to treat a miner badly, on one connection, and what the miner is meant to do about it.
record Abuse(String name, String expected, Deed deed) {
  /// How long the miner of these measurements waits for a registration, and for a heartbeat.
  static final int REGISTRATION_SECONDS = 2;

  static final int HEARTBEAT_SECONDS = 5;

  private static final long TOO_BIG = (16L << 20) + 1;
  private static final ByteBuf LONGEST = ClientFrames.text("x".repeat((int) TOO_BIG - 1));
  private static final int FLOOD = 400;
  private static final int PATIENT = 100;
  private static final String KEPT = "ignored, connection kept";
  private static final String NO_TASK =
      """
      {"type":"task_result","worker_id":"rogue-0","task_id":"8f14e45f-ceea-467f-a0e6-1a8d5d1c6a11",\
      "timestamp":1.5,"data":{"success":true,"error_code":0,"result":{"commitments":[]}}}\
      """;
  private static final String FOREIGN_PROOF =
      """
      {"type":"proof_response","message_id":"8f14e45f-ceea-467f-a0e6-1a8d5d1c6a11",\
      "data":{"success":true,"proofs":[]}}\
      """;

  /// What a rogue does once it is connected.
  interface Deed {
    void begin(Rogue rogue);
  }

  static List<Abuse> all() {
    return List.of(
        closed("no registration", "1008 No registration in time", _ -> {}),
        closed("first frame is a heartbeat", "4000 Invalid registration", Rogue::heartbeats),
        closed("first frame is broken JSON", "4000 Invalid registration", says("{\"type\":")),
        closed("blank worker id", "4001 Invalid or missing worker_id", registers(" ", "1")),
        closed("blank worker version", "4002 Missing worker_version", registers("rogue", " ")),
        closed(
            "no worker version",
            "4000 Invalid registration",
            says("{\"type\":\"register\",\"worker_id\":\"rogue\"}")),
        new Abuse("id of another worker", "older: closed 1001 Connection replaced", Rogue::twice),
        closed(
            "frame over 16 MiB",
            "1009 Message too big",
            registered(rogue -> rogue.bytes(ClientFrames.headOfText(TOO_BIG)))),
        new Abuse("frames of 16 MiB of nothing", KEPT, registered(Abuse::wastes)),
        closed(
            "frame that is not masked",
            "1002 Protocol error",
            registered(rogue -> rogue.bytes(Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, 0})))),
        kept("broken JSON", "{\"type\":\"heartbeat\",\"data\":"),
        kept("unknown type", "{\"type\":\"no_such_type\",\"data\":{}}"),
        kept("heartbeat without system_info", "{\"type\":\"heartbeat\",\"data\":{}}"),
        kept("result of a task it does not have", NO_TASK),
        kept("proof for another's challenge", FOREIGN_PROOF),
        new Abuse("flood of heartbeats", "read slower, connection kept", registered(Abuse::floods)),
        closed(
            "half-open: registers, then silence",
            "4004 Heartbeat timeout",
            registered(Abuse::goesSilent)),
        new Abuse(
            "slow reader", "answers wait for it, connection kept", registered(Abuse::readsSlowly)));
  }

  private static Abuse closed(String name, String code, Deed deed) {
    return new Abuse(name, "closed " + code, deed);
  }

  /// Said after the registration; a heartbeat after it shows that the connection lives.
  private static Abuse kept(String name, String frame) {
    return new Abuse(
        name,
        KEPT,
        registered(
            rogue -> {
              rogue.says(frame);
              rogue.whenAcknowledged(1, () -> rogue.done(KEPT));
              rogue.heartbeats();
            }));
  }

  private static Deed says(String frame) {
    return rogue -> rogue.says(frame);
  }

  private static Deed registers(String id, String version) {
    return says(
        "{\"type\":\"register\",\"worker_id\":\"%s\",\"worker_version\":\"%s\"}"
            .formatted(id, version));
  }

  private static Deed registered(Deed then) {
    return rogue -> {
      rogue.whenRegistered(() -> then.begin(rogue));
      rogue.registers();
    };
  }

  private static void floods(Rogue rogue) {
    rogue.whenAcknowledged(
        PATIENT,
        () ->
            rogue.after(
                500,
                () ->
                    rogue.done(
                        rogue.acknowledged() < FLOOD / 2
                            ? "read slower, connection kept"
                            : "read as fast as it wrote")));
    for (int i = 0; i < FLOOD; i++) {
      rogue.heartbeats();
    }
  }

  private static void wastes(Rogue rogue) {
    rogue.bytes(LONGEST.retainedDuplicate());
    rogue.whenAcknowledged(1, () -> rogue.done(KEPT));
    rogue.heartbeats();
  }

  private static void goesSilent(Rogue rogue) {
    rogue.reads(SimConnection.Reading.OFF);
    rogue.after(
        TimeUnit.SECONDS.toMillis(HEARTBEAT_SECONDS + 1),
        () -> rogue.reads(SimConnection.Reading.ON));
  }

  private static void readsSlowly(Rogue rogue) {
    rogue.whenAcknowledged(PATIENT / 2, () -> rogue.done("answers wait for it, connection kept"));
    rogue.reads(SimConnection.Reading.OFF);
    for (int i = 0; i < PATIENT / 2; i++) {
      rogue.heartbeats();
    }
    rogue.after(1_000, () -> rogue.reads(SimConnection.Reading.ON));
  }
}
