package io.byteleap.persistence.journal;

import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.ServingRecord;
import io.byteleap.domain.presence.ServingRecord.BucketServed;
import io.byteleap.json.JsonObject;

/// Events and state of the record of buckets that the validator served.
final class ServingFamily implements EventFamily {
  private static final String BUCKET_SERVED = "serving/bucket-served/1";
  private static final String STATE = "serving/state/1";

  @Override
  public boolean writes(Object value) {
    return value instanceof BucketServed || value instanceof ServingRecord;
  }

  @Override
  public boolean reads(String manifest) {
    return manifest.equals(BUCKET_SERVED) || manifest.equals(STATE);
  }

  @Override
  public String manifestOf(Object value) {
    return value instanceof ServingRecord ? STATE : BUCKET_SERVED;
  }

  @Override
  public JsonObject write(Object value) {
    if (value instanceof ServingRecord(var served)) {
      return JsonObject.builder().put("served", JournalParts.write(served)).build();
    }
    var event = (BucketServed) value;
    return JournalParts.at(event.at()).put("bucket", event.bucket().index()).build();
  }

  @Override
  public Object read(String manifest, JsonObject json) {
    return manifest.equals(STATE)
        ? new ServingRecord(JournalParts.readWindow(json.object("served")))
        : new BucketServed(new Bucket(json.integer("bucket")), JournalParts.readAt(json));
  }
}
