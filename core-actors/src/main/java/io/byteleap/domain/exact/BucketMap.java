package io.byteleap.domain.exact;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An immutable map of which a changed copy costs little: entries lie in buckets by the hash of
/// their key, and a copy shares all buckets but one.
final class BucketMap<K, V> {
  private static final int BUCKET_COUNT = 1 << 10;

  private final List<Map<K, V>> buckets;
  private final int size;

  private BucketMap(List<Map<K, V>> buckets, int size) {
    this.buckets = buckets;
    this.size = size;
  }

  static <K, V> BucketMap<K, V> empty() {
    return new BucketMap<>(Collections.nCopies(BUCKET_COUNT, Map.of()), 0);
  }

  int size() {
    return size;
  }

  Optional<V> of(K key) {
    return Optional.ofNullable(buckets.get(bucketOf(key)).get(key));
  }

  BucketMap<K, V> with(K key, V value) {
    var bucket = new HashMap<>(buckets.get(bucketOf(key)));
    int added = bucket.put(key, value) == null ? 1 : 0;
    return with(bucketOf(key), bucket, size + added);
  }

  BucketMap<K, V> without(K key) {
    if (of(key).isEmpty()) {
      return this;
    }
    var bucket = new HashMap<>(buckets.get(bucketOf(key)));
    bucket.remove(key);
    return with(bucketOf(key), bucket, size - 1);
  }

  private BucketMap<K, V> with(int index, Map<K, V> bucket, int newSize) {
    var next = new ArrayList<>(buckets);
    next.set(index, Collections.unmodifiableMap(bucket));
    return new BucketMap<>(Collections.unmodifiableList(next), newSize);
  }

  private static int bucketOf(Object key) {
    int hash = key.hashCode();
    return (hash ^ hash >>> 16) & (BUCKET_COUNT - 1);
  }
}
