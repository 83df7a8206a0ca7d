package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import java.util.List;

/// The works of which `protocol-v2.md` prints the roots.
record GoldenWork(ExactTask task, String root) {
  private static final ChallengeId CHALLENGE =
      new ChallengeId("0f5c1b52-7c6e-4d9a-9a53-0d3a8a0a1b2c");
  private static final String A_OF_CPU =
      "58b9e9a1acd58c77fe856a2271285959ce37385fc0fa5a060252181749a9b3a4";
  private static final String B_OF_128 =
      "168c38a1274f6a07afff1147117663f3baef5bc1a504b46960eb27474e89677f";

  static final GoldenWork ONE_STEP =
      of(
          UnitId.CPU,
          new ExactShape(128, 1),
          List.of(A_OF_CPU, B_OF_128),
          "8728cb406a7ed3eeb3ac8150eee21566780b749d9a34a7a12e308f3a1a8a4273");

  static final GoldenWork THREE_STEPS =
      of(
          UnitId.CPU,
          new ExactShape(128, 3),
          List.of(A_OF_CPU, B_OF_128),
          "0c405c7fb17936503a93295ebea94b6787d62e7a008e7d3788a430ceaeb360cf");

  static final GoldenWork OF_GPU =
      of(
          SoftwareCard.ID,
          new ExactShape(256, 2),
          List.of(
              "6061006aa10469205b877295f41bfb97b97543d80151cdf2293962273e986115",
              "3bf7015880a0ee8144505ea02dfe2043b7942015f7507b8c5931baed5b0e4691"),
          "8ec419df9db7ee0715da3205a1ec1194346bad7681424717a2f2a5a6d7b62023");

  static final GoldenWork THREE_BLOCKS =
      of(
          UnitId.CPU,
          new ExactShape(384, 2),
          List.of(A_OF_CPU, "926b5d3d86731bbe1511ef9fcca2381a818a384d130cd0f4912b164ae7a13c2d"),
          "2d5be7e59a30d43ea74e5a9f71f11edb0f08951615067802883c3729c59c979f");

  static final List<GoldenWork> ALL = List.of(ONE_STEP, THREE_STEPS, OF_GPU, THREE_BLOCKS);

  private static GoldenWork of(UnitId unit, ExactShape shape, List<String> keys, String root) {
    var task =
        new ExactTask(
            CHALLENGE,
            unit,
            shape,
            MatrixKey.ofHex(keys.getFirst()),
            MatrixKey.ofHex(keys.getLast()));
    return new GoldenWork(task, root);
  }
}
