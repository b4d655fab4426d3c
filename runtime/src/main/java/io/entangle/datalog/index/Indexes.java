package io.entangle.datalog.index;

import java.util.Arrays;

/** The datoms of all attributes of a database, which are numbered from 0. Immutable. */
public final class Indexes {
    private static final AttributeIndex[] NONE = {};

    private final AttributeIndex[] attributes;

    /** Which attributes each entity has. */
    private final Tree entities;

    private final int size;

    private Indexes(AttributeIndex[] attributes, Tree entities, int size) {
        this.attributes = attributes;
        this.entities = entities;
        this.size = size;
    }

    /** {@return indexes without attributes} */
    public static Indexes empty() {
        return new Indexes(NONE, Tree.empty(Layout.ofAttributes()), 0);
    }

    /** {@return how many attributes there are} */
    public int attributeCount() {
        return attributes.length;
    }

    /** {@return how many datoms there are} */
    public int size() {
        return size;
    }

    /**
     * {@return the datoms of an attribute}
     *
     * @param attribute its number
     */
    public AttributeIndex attribute(int attribute) {
        return attributes[attribute];
    }

    /**
     * {@return the numbers of the attributes that an entity has, in increasing order}
     *
     * @param entity the entity
     */
    public int[] attributesOf(int entity) {
        Cursor cursor = entities.cursor();
        int[] found = new int[8];
        int count = 0;
        for (cursor.seekEntity(entity); cursor.isValid() && cursor.entity() == entity; cursor.next()) {
            if (count == found.length) {
                found = Arrays.copyOf(found, count * 2);
            }
            found[count++] = cursor.tx();
        }
        return Arrays.copyOf(found, count);
    }

    /** {@return the entities that have attributes, an entry for each attribute: its number stands as the transaction} */
    public Tree entities() {
        return entities;
    }

    /** {@return an editor that starts from these indexes} */
    public Editor edit() {
        return new Editor(this);
    }

    /**
     * {@return the datoms as they were after a transaction; attributes keep their numbers} History must be kept.
     *
     * @param tx the transaction
     */
    public Indexes asOf(int tx) {
        AttributeIndex[] then = new AttributeIndex[attributes.length];
        boolean isSame = true;
        int count = 0;
        for (int i = 0; i < then.length; i++) {
            then[i] = attributes[i].asOf(tx);
            isSame &= then[i] == attributes[i];
            count += then[i].size();
        }
        return isSame ? this : new Indexes(then, entities(then), count);
    }

    private static Tree entities(AttributeIndex[] attributes) {
        int count = 0;
        for (AttributeIndex attribute : attributes) {
            count += attribute.entityCount();
        }
        long[] pairs = new long[count];
        int at = 0;
        for (int i = 0; i < attributes.length; i++) {
            for (Cursor cursor = attributes[i].byEntity().cursor(); cursor.isValid(); cursor.next()) {
                long pair = (long) cursor.entity() << Integer.SIZE | i;
                if (at == 0 || pairs[at - 1] != pair) {
                    pairs[at++] = pair;
                }
            }
        }
        Arrays.sort(pairs);
        TreeBuilder builder = new TreeBuilder(Layout.ofAttributes());
        Entry entry = new Entry();
        for (long pair : pairs) {
            builder.add(entry.entity((int) (pair >> Integer.SIZE)).tx((int) pair));
        }
        return builder.build();
    }

    /** Changes indexes for one transaction. It belongs to one thread. */
    public static final class Editor {
        private AttributeIndex[] attributes;
        private Tree entities;
        private int size;
        private TreeEdit edit = new TreeEdit(new Object());
        private boolean isShared = true;

        private Editor(Indexes from) {
            attributes = from.attributes;
            entities = from.entities;
            size = from.size;
        }

        /**
         * Adds an attribute, numbered next.
         *
         * @param isSortedByValue whether datoms are to be found by value without a look at all of them
         * @param keepsPast whether retracted datoms are kept
         */
        public void addAttribute(boolean isSortedByValue, boolean keepsPast) {
            attributes = Arrays.copyOf(attributes, attributes.length + 1);
            attributes[attributes.length - 1] = AttributeIndex.empty(Kind.LONG, isSortedByValue, keepsPast);
            isShared = false;
        }

        /**
         * Fills an attribute that has no datoms.
         *
         * @param attribute its number
         * @param columns its datoms
         */
        public void load(int attribute, Columns columns) {
            AttributeIndex empty = attributes[attribute];
            if (empty.size() != 0) {
                throw new IllegalStateException("attribute " + attribute + " has datoms already");
            }
            set(attribute, AttributeIndex.of(columns, empty.byValue() != null, empty.isPastKept()));
            size += attributes[attribute].size();
        }

        /** Finds out which attributes each entity has, after {@link #load}. */
        public void finishLoad() {
            entities = Indexes.entities(attributes);
        }

        /**
         * {@return the datoms of an attribute; they stand until the next change}
         *
         * @param attribute its number
         */
        public AttributeIndex attribute(int attribute) {
            return attributes[attribute];
        }

        /**
         * {@return the numbers of the attributes that an entity has, in increasing order}
         *
         * @param entity the entity
         */
        public int[] attributesOf(int entity) {
            return new Indexes(attributes, entities, size).attributesOf(entity);
        }

        /**
         * Adds a datom that is not there.
         *
         * @param attribute the number of its attribute
         * @param entity its entity
         * @param value its value, in normal form
         * @param tx the transaction
         * @param isFirst whether the entity has no value of the attribute
         */
        public void add(int attribute, int entity, Object value, int tx, boolean isFirst) {
            set(attribute, attributes[attribute].with(edit, entity, value, tx, isFirst));
            if (isFirst) {
                entities = edit.insert(entities, new Entry().entity(entity).tx(attribute));
            }
            size++;
        }

        /**
         * Removes a datom that is there.
         *
         * @param attribute the number of its attribute
         * @param entity its entity
         * @param value its value, in normal form
         * @param tx the transaction
         * @param isLast whether the entity has no other value of the attribute
         */
        public void remove(int attribute, int entity, Object value, int tx, boolean isLast) {
            set(attribute, attributes[attribute].without(edit, entity, value, tx, isLast));
            if (isLast) {
                entities = edit.remove(entities, new Entry().entity(entity).tx(attribute));
            }
            size--;
        }

        /**
         * Makes it so that datoms are, or are not, to be found by value without a look at all of them.
         *
         * @param attribute the number of the attribute
         * @param isSortedByValue whether they are
         */
        public void sortByValue(int attribute, boolean isSortedByValue) {
            set(attribute, attributes[attribute].sorted(isSortedByValue));
        }

        /**
         * Begins to keep what is retracted of an attribute, or forgets it.
         *
         * @param attribute the number of the attribute
         * @param keepsPast whether it is kept
         */
        public void keepPast(int attribute, boolean keepsPast) {
            set(attribute, attributes[attribute].keeping(keepsPast));
        }

        private void set(int attribute, AttributeIndex changed) {
            if (isShared) {
                attributes = attributes.clone();
                isShared = false;
            }
            attributes[attribute] = changed;
        }

        /** {@return what has been made so far, which further changes do not touch} */
        public Indexes indexes() {
            edit = new TreeEdit(new Object());
            isShared = true;
            return new Indexes(attributes, entities, size);
        }
    }
}
