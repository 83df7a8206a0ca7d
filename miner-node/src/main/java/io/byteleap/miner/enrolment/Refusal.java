package io.byteleap.miner.enrolment;

import java.util.Locale;

/// Why a request for a token is not even taken to a validator; `code` is the protocol's.
enum Refusal {
  IN_PROGRESS(1001, "a token request of this worker is in progress"),
  WRONG_WORKER(1002, "worker_id mismatch"),
  TOO_OFTEN(1003, "too many token requests"),
  TOO_MANY(1003, "too many workers wait for tokens");

  private final int code;
  private final String says;

  Refusal(int code, String says) {
    this.code = code;
    this.says = says;
  }

  int code() {
    return code;
  }

  String says() {
    return says;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
