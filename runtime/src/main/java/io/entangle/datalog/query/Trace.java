package io.entangle.datalog.query;

/** Told what is done while a query is run, to explain it. */
interface Trace {
    /** What listens to nothing. */
    Trace NONE = new Trace() {
        @Override
        public void begin(String what) {}

        @Override
        public void end() {}

        @Override
        public void step(Plan.Step step, int rows) {}

        @Override
        public boolean isOn() {
            return false;
        }
    };

    /** A part begins, whose steps are told next. */
    void begin(String what);

    /** The part has ended. */
    void end();

    /** A step has made so many rows. */
    void step(Plan.Step step, int rows);

    boolean isOn();
}
