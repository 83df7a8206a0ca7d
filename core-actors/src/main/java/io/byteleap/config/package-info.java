/// From an operator's YAML file to a tree of checked records.
@NullMarked
package io.byteleap.config;

import org.jspecify.annotations.NullMarked;
