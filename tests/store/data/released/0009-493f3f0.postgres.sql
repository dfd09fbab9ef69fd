-- {"editions": {"3": "983e587837056731c93cb4bca8c7bd2fe6a7a8b4f99679fd202026ca4e3b6bff", "2": "703744a411865ae02e30a3d47454c52f9c749cceaae3985408b70430c455d703", "1": "9561b72b16079be756f0965b53c2c2e0800853eaba19f920ec8ba23dfce93c1f"}, "decisions": 4, "key": "ccd_fad4f6d0a4d6_gKynVQpYX-yZzeeyKlbdHve7iEqwhlVA6rbsea8fZ2o"}
--
-- PostgreSQL database dump
--


-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: api_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_key (
    key_id character varying(16) NOT NULL,
    secret_sha256 character varying(64) NOT NULL,
    role character varying(20) NOT NULL,
    label text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    remit text,
    scopes text
);


--
-- Name: capacity_link; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.capacity_link (
    link_id character varying(16) NOT NULL,
    service_id character varying(80) NOT NULL,
    secret_sha256 character varying(64) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_by text
);


--
-- Name: capacity_report; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.capacity_report (
    seq bigint NOT NULL,
    service_id character varying(80) NOT NULL,
    status character varying(20) NOT NULL,
    adults_free integer,
    under_18_free integer,
    reported_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    reported_by text NOT NULL,
    how character varying(20) NOT NULL,
    form_id character varying(32)
);


--
-- Name: chain_link; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.chain_link (
    seq bigint NOT NULL,
    of_table character varying(40) NOT NULL,
    of_row bigint NOT NULL,
    row_hash character varying(64) NOT NULL,
    previous_hash character varying(64) NOT NULL,
    hash character varying(64) NOT NULL
);


--
-- Name: change_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.change_event (
    seq bigint NOT NULL,
    change integer NOT NULL,
    what character varying(20) NOT NULL,
    author text NOT NULL,
    reason text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    code text,
    report text,
    edition integer
);


--
-- Name: change_set; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.change_set (
    number integer NOT NULL,
    based_on integer NOT NULL,
    author text NOT NULL,
    reason text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    body text NOT NULL
);


--
-- Name: check_made; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.check_made (
    seq bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    edition integer NOT NULL,
    service_id character varying(80) NOT NULL,
    contact_id text NOT NULL,
    reached text NOT NULL,
    state character varying(10) NOT NULL,
    outcome character varying(20) NOT NULL,
    heard character varying(20),
    note character varying(120) NOT NULL,
    change integer
);


--
-- Name: decision; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.decision (
    seq bigint NOT NULL,
    decision_id text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    answered_for timestamp with time zone NOT NULL,
    edition integer NOT NULL,
    edition_hash character varying(64) NOT NULL,
    reader character varying(20) NOT NULL,
    situation text NOT NULL,
    capacity text NOT NULL,
    answered text NOT NULL,
    answer_sha256 character varying(64) NOT NULL,
    previous_hash character varying(64) NOT NULL,
    hash character varying(64) NOT NULL
);


--
-- Name: edition; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.edition (
    number integer NOT NULL,
    previous_hash character varying(64) NOT NULL,
    hash character varying(64) NOT NULL,
    published_at timestamp with time zone NOT NULL,
    published_by text NOT NULL,
    reason text NOT NULL,
    policy_revision integer NOT NULL,
    holiday_revision integer NOT NULL,
    places_vintage text NOT NULL,
    rows_sha256 character varying(64) NOT NULL
);


--
-- Name: edition_entry; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.edition_entry (
    service_id character varying(80) NOT NULL,
    edition integer NOT NULL,
    revision integer
);


--
-- Name: figure; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.figure (
    month character varying(7) NOT NULL,
    figure character varying(40) NOT NULL,
    value character varying(80) NOT NULL,
    counted bigint NOT NULL
);


--
-- Name: figure_reading; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.figure_reading (
    log character varying(20) NOT NULL,
    seq bigint NOT NULL,
    decided_at timestamp with time zone
);


--
-- Name: finding_explained; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.finding_explained (
    seq bigint NOT NULL,
    code character varying(80) NOT NULL,
    explanation character varying(200) NOT NULL,
    explained_by text NOT NULL,
    explained_at timestamp with time zone NOT NULL
);


--
-- Name: holiday_revision; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.holiday_revision (
    body text NOT NULL,
    body_hash character varying(64) NOT NULL,
    author text NOT NULL,
    reason text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    revision integer NOT NULL
);


--
-- Name: key_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.key_event (
    seq bigint NOT NULL,
    key_id character varying(16) NOT NULL,
    what character varying(20) NOT NULL,
    at timestamp with time zone NOT NULL,
    said text
);


--
-- Name: outcome; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outcome (
    seq bigint NOT NULL,
    told_at timestamp with time zone NOT NULL,
    edition integer NOT NULL,
    edition_hash character varying(64) NOT NULL,
    reader character varying(20) NOT NULL,
    decision_id text,
    service_id character varying(80) NOT NULL,
    outcome character varying(20) NOT NULL,
    rejection character varying(40)
);


--
-- Name: policy_revision; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.policy_revision (
    body text NOT NULL,
    body_hash character varying(64) NOT NULL,
    author text NOT NULL,
    reason text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    revision integer NOT NULL
);


--
-- Name: refusal; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refusal (
    seq bigint NOT NULL,
    told_at timestamp with time zone NOT NULL,
    edition integer NOT NULL,
    reader character varying(20) NOT NULL,
    service_id character varying(80) NOT NULL,
    reason character varying(40) NOT NULL,
    decision_id text
);


--
-- Name: report_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.report_event (
    seq bigint NOT NULL,
    outcome bigint NOT NULL,
    what character varying(20) NOT NULL,
    resolution character varying(20),
    note text,
    change integer,
    author text NOT NULL,
    made_at timestamp with time zone NOT NULL
);


--
-- Name: search_tally; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.search_tally (
    hour timestamp with time zone NOT NULL,
    reader character varying(20) NOT NULL,
    ended character varying(20) NOT NULL,
    police character varying(40) NOT NULL,
    searches bigint NOT NULL
);


--
-- Name: service_revision; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.service_revision (
    body text NOT NULL,
    body_hash character varying(64) NOT NULL,
    author text NOT NULL,
    reason text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    service_id character varying(80) NOT NULL,
    revision integer NOT NULL
);


--
-- Name: session; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.session (
    token_sha256 character varying(64) NOT NULL,
    role character varying(20) NOT NULL,
    name text NOT NULL,
    remit text,
    made_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL
);


--
-- Name: sign_in; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_in (
    state_sha256 character varying(64) NOT NULL,
    browser_sha256 character varying(64) NOT NULL,
    nonce character varying(64) NOT NULL,
    verifier character varying(64) NOT NULL,
    page text NOT NULL,
    ends_at timestamp with time zone NOT NULL
);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0009');


--
-- Data for Name: api_key; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.api_key VALUES ('fad4f6d0a4d6', 'e807e7048734cde8028fbe9b389fc8f98d6ff18c3cd976a68351113de14156b5', 'police', 'control room', '2026-11-22 12:00:00+00', NULL, NULL, NULL, NULL, 'read capacity feedback');
INSERT INTO public.api_key VALUES ('2ce55e4063c3', '7770456d653a91d256848eeff5519aeeff3804978a5f95a57a4cfcdd2b91905a', 'nhs111', 'an old console', '2026-11-22 12:00:00+00', NULL, '2026-11-22 12:00:00+00', NULL, NULL, 'read capacity feedback');


--
-- Data for Name: capacity_link; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.capacity_link VALUES ('d140513d2c07', 'nn-berrywood-pos', '03ec6415b687084c81ea951bfea4a0f2400d76d62ceda6f6e35a50231666273e', '2026-11-22 12:00:00+00', 'A Curator', '2027-11-22 12:00:00+00', NULL, NULL);


--
-- Data for Name: capacity_report; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.capacity_report VALUES (1, 'nn-berrywood-pos', 'space', 1, NULL, '2026-11-22 12:00:00+00', '2026-11-22 12:00:00+00', 'A Nurse', 'page', NULL);


--
-- Data for Name: chain_link; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.chain_link VALUES (1, 'edition', 1, '58d97c6d76a345266757fc15ec88e1ee007684fd2f136c46c17ccd774d538714', '', '806413519af4e4a2f0bd5d3b7618d8772345e3e5c0e8afc3ae5f10d198e2d036');
INSERT INTO public.chain_link VALUES (2, 'edition', 2, '1ea8d316f864436968de98c84b64496b1cc94babe00c27d16b551b52e3841090', '806413519af4e4a2f0bd5d3b7618d8772345e3e5c0e8afc3ae5f10d198e2d036', '312d70682f80b0b8ba39cc20d6dc58af64ebbf3e011ee5b0b15db12b2ebe0d23');
INSERT INTO public.chain_link VALUES (3, 'decision', 2, '6b2a4308e6dfb6b1fade91069cd04392fedf8c8c2b3c400dc3f5fa1f6f51fbcd', '312d70682f80b0b8ba39cc20d6dc58af64ebbf3e011ee5b0b15db12b2ebe0d23', 'd2d47b3208a9be77e2ce6bec73ab4e7d54ecc7f1785ddbb757da51657796b3f6');
INSERT INTO public.chain_link VALUES (4, 'key_event', 1, 'bdb71510462048e1bdf89a1b975b1cb4f33b7826ecc89f53c3fc89733a58f568', 'd2d47b3208a9be77e2ce6bec73ab4e7d54ecc7f1785ddbb757da51657796b3f6', '8adb40bbf3c14123bf39f6a95e0bd6efb30c9deee085bdb643fc4719819b4d93');
INSERT INTO public.chain_link VALUES (5, 'key_event', 2, '595898b67cd0783a29811a3d075f514680a20320606fa398e07b2035a8f31100', '8adb40bbf3c14123bf39f6a95e0bd6efb30c9deee085bdb643fc4719819b4d93', '410c688809b9f3133a890ced0ecc425c1685bbab360a8138d2c2be103ec657ea');
INSERT INTO public.chain_link VALUES (6, 'key_event', 3, '6b5a36487658d1efd32b8bdc0fe7233d139953c624e1ce5b12068911ff2c87d7', '410c688809b9f3133a890ced0ecc425c1685bbab360a8138d2c2be103ec657ea', 'f1a528bffc11a3239ef351ba83b090605c9f0ea36b3c884c717b2113d08ec743');
INSERT INTO public.chain_link VALUES (7, 'outcome', 1, '0c024952e468c8846e2c00050711be7978677e468f3231cd1f525d9bcc486c4d', 'f1a528bffc11a3239ef351ba83b090605c9f0ea36b3c884c717b2113d08ec743', 'ec4db94cdfbaad527bf2b14c6642533529d1a4c0b5b64c8f6b9304c180fb1b30');
INSERT INTO public.chain_link VALUES (8, 'outcome', 2, 'fa18d7d8c7fdf1016b2aad4460b5402e6ea2f3b5e19c05827e197385c112752b', 'ec4db94cdfbaad527bf2b14c6642533529d1a4c0b5b64c8f6b9304c180fb1b30', '076f269d561bb810a011e73bbfebc99327d49ec6bdfbcb4d6f9e00599f1b3b2b');
INSERT INTO public.chain_link VALUES (9, 'change_set', 1, '363e429c564d770ee592416ddde8e6e35065078ff7da7351313e464e60914594', '076f269d561bb810a011e73bbfebc99327d49ec6bdfbcb4d6f9e00599f1b3b2b', 'ffe0ba8e54d07d2044c9639c03f1ee10078264269b590ca4bdd5108776eb9538');
INSERT INTO public.chain_link VALUES (10, 'change_event', 1, '0fbf15b27a0fd2ce92b0fa61dad9d67a0573150fbda28ce02890bc08c114186f', 'ffe0ba8e54d07d2044c9639c03f1ee10078264269b590ca4bdd5108776eb9538', 'b34e6dcbc243c8b401a8df22bbe35699f6b7e46e7a98b2cf7f4f8503250ba582');
INSERT INTO public.chain_link VALUES (11, 'edition', 3, 'f7bb6224f2767ddaa6c9e74d89f324fb1fc70f9be760afb95676d443a809cdb9', 'b34e6dcbc243c8b401a8df22bbe35699f6b7e46e7a98b2cf7f4f8503250ba582', 'eee2c77a864640a8db3dbdb20f27b5abdc7cb2567cffbc12bf0bcaaca236f9e4');
INSERT INTO public.chain_link VALUES (12, 'change_event', 2, 'baafe91597c109b166f173c1268ebbf392baece993984e4dd3159de4803ad302', 'eee2c77a864640a8db3dbdb20f27b5abdc7cb2567cffbc12bf0bcaaca236f9e4', '13144dcb89e039e9a66cb9d66a8d1c30d56b1ae28dc589bac4131725f5149588');
INSERT INTO public.chain_link VALUES (13, 'change_set', 2, '33115229c0dde8ee202212adcaf8d7a645ea189acd178e36f32ad6055a16ee10', '13144dcb89e039e9a66cb9d66a8d1c30d56b1ae28dc589bac4131725f5149588', '7a4e470c754270dd82f874aa9ad186ad865f178348e317007a32683049d7cce5');
INSERT INTO public.chain_link VALUES (14, 'change_event', 3, '1c5aebdf87302d6cbcf3c152a6d4e153bcfac60a59ef412851f9cd20f91f7c7b', '7a4e470c754270dd82f874aa9ad186ad865f178348e317007a32683049d7cce5', '2b9479df68e2f5d5eb41a1e672bf3dcca6bb077db9770dbd36b3facb1859ee85');
INSERT INTO public.chain_link VALUES (15, 'check_made', 1, '1195d8a2bcc1e6c69cc23e387a6eb031c64a089c28678f7a3b1ea019abd5d510', '2b9479df68e2f5d5eb41a1e672bf3dcca6bb077db9770dbd36b3facb1859ee85', 'c6b19d8a8501dbc75c83e9a4296bb28474e1064910229e4b03849d0d3d4a25f5');
INSERT INTO public.chain_link VALUES (16, 'finding_explained', 1, 'b08269228a986825ff9975f173ac3106fd64fecda3877928d024765fb0d19ec6', 'c6b19d8a8501dbc75c83e9a4296bb28474e1064910229e4b03849d0d3d4a25f5', '7995130b9cc9562e32ba1f717921c8eed804fd239c715dfe408b0ea9ee83271c');
INSERT INTO public.chain_link VALUES (17, 'capacity_report', 1, '79dec84cae07efd34c94029ae9901adac35e74ebd5368baede4f78f3740a4cee', '7995130b9cc9562e32ba1f717921c8eed804fd239c715dfe408b0ea9ee83271c', '43558842a9314a1a3afb392fecb12bba6d3c1af6cd6dbb3e900ffcbb66bd0e5e');
INSERT INTO public.chain_link VALUES (18, 'refusal', 1, '25ccb0893081be51084a6e38bf1e80a5da61d6ee057773e7991411bfa853a95d', '43558842a9314a1a3afb392fecb12bba6d3c1af6cd6dbb3e900ffcbb66bd0e5e', '61ee02cc97e3751c3dd68ac2d5d95097ca6d3df7c046310323c2c10f1bec13b8');
INSERT INTO public.chain_link VALUES (19, 'report_event', 1, 'ee77e13982a443f56c665abb6862c2285fff84f6f0138f5e2837defbcd1276bc', '61ee02cc97e3751c3dd68ac2d5d95097ca6d3df7c046310323c2c10f1bec13b8', '96d996d4ca8da7075f3c741ebb74403f20f744cd9ac9772ad12db6f0f8b265f9');
INSERT INTO public.chain_link VALUES (20, 'decision', 4, 'a5e057070204d0ecf59cea520c600d52c40d7a284dd0c301ab467f92a3c0eef4', '96d996d4ca8da7075f3c741ebb74403f20f744cd9ac9772ad12db6f0f8b265f9', '5ef3d8fd2655ac0d3ee399edb96442fbccdc272046dae3fd2372afb3d1d3de66');


--
-- Data for Name: change_event; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.change_event VALUES (1, 1, 'checked', 'A Curator', 'the check', '2026-11-22 12:00:00+00', NULL, '{"based_on":2,"edits":[{"part":"service","name":"999","what":"changed","fields":[{"field":"name","was":"999 emergency (renamed)","becomes":"999 emergency"}]}],"differences":[],"findings":[],"checked":["validity","0 scenarios"]}', NULL);
INSERT INTO public.change_event VALUES (2, 1, 'published', 'A Curator', 'as proposed', '2026-11-22 12:00:00+00', NULL, NULL, 3);
INSERT INTO public.change_event VALUES (3, 2, 'dropped', 'A Curator', 'it was a slip', '2026-11-22 12:00:00+00', NULL, NULL, NULL);


--
-- Data for Name: change_set; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.change_set VALUES (1, 2, 'A Curator', 'its old name', '2026-11-22 12:00:00+00', '{"services":[{"id":"999","name":"999 emergency","kind":"999","organization":"Police / Ambulance / Fire / Coastguard","description":"","status":"active","status_reasons":[],"superseded_by":null,"superseded_on":null,"valid_from":null,"valid_to":null,"areas":["country:england","country:wales","country:scotland","country:northern-ireland"],"ages":[{"minimum_age":0,"maximum_age":null}],"ages_assured":true,"eligibility_description":"Immediate danger to life","excludes":[],"self_referral":true,"walk_in":null,"contacts":[{"id":"main","channel":"voice","number":{"form":"short","code":"999"},"uri":null,"label":"","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":"If you cannot speak, press 55 when prompted (mobiles)","does_not":null,"assurance":{"sources":["akana","kicks26","covidgov"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"},"hours_assurance":{"sources":["akana"],"confidence":"seen","verified_on":"2026-10-01","verify_by":"2027-10-01"}},{"id":"textphone","channel":"textphone","number":{"form":"short","code":"18000"},"uri":null,"label":"textphone / Relay UK","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":["wyp","redcross"],"confidence":"seen2","verified_on":null,"verify_by":null},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}},{"id":"text","channel":"text","number":{"form":"short","code":"999"},"uri":null,"label":"EmergencySMS","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":"Takes texts from mobiles registered in advance by texting REGISTER to 999","does_not":null,"assurance":{"sources":["wyp","redcross"],"confidence":"seen2","verified_on":null,"verify_by":null},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}},{"id":"bsl","channel":"bsl_video","number":null,"uri":null,"label":"999 BSL: video relay app or web page, no registration","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":["nwasbsl","sanctper"],"confidence":"seen2","verified_on":"2022-11-01","verify_by":"2023-11-01"},"hours_assurance":{"sources":["nwasbsl","sanctper"],"confidence":"seen2","verified_on":"2022-11-01","verify_by":"2023-11-01"}}],"audience":["public"],"rooms":null,"location":{"address":null,"postcode":null,"latitude":null,"longitude":null,"sources":[]},"interpretation_services":null,"accessibility":null,"url":null,"alert":null,"notes":"EmergencySMS must be registered first: text REGISTER to 999.","disagreements":[],"assurance":{"sources":["akana","covidgov","kicks26","norwood","nwasbsl","redcross","sanctper","wyp"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"}}]}');
INSERT INTO public.change_set VALUES (2, 3, 'A Curator', 'a slip', '2026-11-22 12:00:00+00', '{"withdrawn":["samaritans"]}');


--
-- Data for Name: check_made; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.check_made VALUES (1, '2026-11-22 12:00:00+00', 'A Curator', 1, 'samaritans', 'main', '116123', 'open', 'nobody_answered', NULL, '', NULL);


--
-- Data for Name: decision; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.decision VALUES (1, '47f55fadbc800300ac898ea0-public', '2026-11-23 12:00:00+00', '2026-11-22 12:00:00+00', 1, '9561b72b16079be756f0965b53c2c2e0800853eaba19f920ec8ba23dfce93c1f', 'public', '{"situation":{"facts":{"caller":"carer","setting":"unknown","child":"unknown","under_19":"unknown","age_doubtful":"no","older":"unknown","danger":"unknown","injury":"unknown","overdose":"unknown","red_flags":null,"intoxication":"unknown","violence":"unknown","restrained":"unknown","s136":"unknown","arrived":"unknown","refused":"unknown","bed_available":"unknown","ambulance_late":"unknown","known_to_services":"unknown","crisis_plan":"unknown","needs":null,"language":"unknown","risk_to_baby":"unknown","consent":"unknown","caller_abroad":"unknown","request":"unknown","place":"known","mha_applies":"yes","border":"no","time":"clear","contradiction":"no"},"age":null,"place":{"outcome":"known","label":"Corby","areas":[{"area":"council:E06000061","name":"North Northamptonshire","share":1.0},{"area":"county:E06000061","name":"North Northamptonshire","share":1.0},{"area":"police:E23000022","name":"Northamptonshire Police","share":1.0},{"area":"icb:QPM","name":"Northamptonshire ICB","share":1.0},{"area":"region:E12000004","name":"East Midlands","share":1.0},{"area":"country:england","name":"England","share":1.0}],"candidates":[]},"latitude":52.5,"longitude":-0.7,"arrived_at_place_of_safety":null,"good_until":null},"window":{"start":29919600,"end":30501360}}', '{}', '{"options":["nhs111-mh","999","nn-mental-health-number","nn-crisis-cafes-adult","samaritans"],"messages":["ASSUMPTION_SHOWN","CAN_RING_FOR_OTHER"],"ask":["danger_to_life","overdose","injury","red_flags","age","violence","intoxication","needs","known_to_services","crisis_plan","language"],"targets":[],"only_last_resort":false}', '0eef49cca84c1b3eff10381155e02c51275ef04beb54a38da285fd898347d0e8', '', 'f6819ce19fe0f8ac19a681c5718bfe76d6a7f2bd47214de805429bff7720ee3a');
INSERT INTO public.decision VALUES (2, '744bef36eb714f139b3c376d-police', '2026-11-23 12:00:00+00', '2026-11-22 12:00:00+00', 1, '9561b72b16079be756f0965b53c2c2e0800853eaba19f920ec8ba23dfce93c1f', 'police', '{"situation":{"facts":{"caller":"police","setting":"unknown","child":"unknown","under_19":"unknown","age_doubtful":"no","older":"unknown","danger":"unknown","injury":"unknown","overdose":"unknown","red_flags":null,"intoxication":"unknown","violence":"unknown","restrained":"unknown","s136":"unknown","arrived":"unknown","refused":"unknown","bed_available":"unknown","ambulance_late":"unknown","known_to_services":"unknown","crisis_plan":"unknown","needs":null,"language":"unknown","risk_to_baby":"unknown","consent":"unknown","caller_abroad":"unknown","request":"unknown","place":"known","mha_applies":"yes","border":"no","time":"clear","contradiction":"no"},"age":null,"place":{"outcome":"known","label":"Corby","areas":[{"area":"council:E06000061","name":"North Northamptonshire","share":1.0},{"area":"county:E06000061","name":"North Northamptonshire","share":1.0},{"area":"police:E23000022","name":"Northamptonshire Police","share":1.0},{"area":"icb:QPM","name":"Northamptonshire ICB","share":1.0},{"area":"region:E12000004","name":"East Midlands","share":1.0},{"area":"country:england","name":"England","share":1.0}],"candidates":[]},"latitude":52.5,"longitude":-0.7,"arrived_at_place_of_safety":null,"good_until":null},"window":{"start":29919600,"end":30501360}}', '{}', '{"options":["nn-136-line","nn-mental-health-number","nhs111-mh","samaritans","999"],"messages":["CONSULT_BEFORE_136","ASSUMPTION_SHOWN"],"ask":["danger_to_life","overdose","injury","red_flags","age","s136","setting","violence","intoxication","needs","crisis_plan","language"],"targets":[],"only_last_resort":false}', 'eb90356e201ab750cde4115c48cd0c0a0b1fffa91a0fdb85932d4693c4a0972d', 'f6819ce19fe0f8ac19a681c5718bfe76d6a7f2bd47214de805429bff7720ee3a', '71ac57042598d3c20080bb607151e88e982350b4de2e8b8a98b020a9dbe553f0');
INSERT INTO public.decision VALUES (3, '3604b3400c90ca8c8405bcc7-public', '2026-11-24 12:00:00+00', '2026-11-22 12:00:00+00', 2, '703744a411865ae02e30a3d47454c52f9c749cceaae3985408b70430c455d703', 'public', '{"situation":{"facts":{"caller":"carer","setting":"unknown","child":"unknown","under_19":"unknown","age_doubtful":"no","older":"unknown","danger":"unknown","injury":"unknown","overdose":"unknown","red_flags":null,"intoxication":"unknown","violence":"unknown","restrained":"unknown","s136":"unknown","arrived":"unknown","refused":"unknown","bed_available":"unknown","ambulance_late":"unknown","known_to_services":"unknown","crisis_plan":"unknown","needs":null,"language":"unknown","risk_to_baby":"unknown","consent":"unknown","caller_abroad":"unknown","request":"unknown","place":"known","mha_applies":"yes","border":"no","time":"clear","contradiction":"no"},"age":null,"place":{"outcome":"known","label":"Corby","areas":[{"area":"council:E06000061","name":"North Northamptonshire","share":1.0},{"area":"county:E06000061","name":"North Northamptonshire","share":1.0},{"area":"police:E23000022","name":"Northamptonshire Police","share":1.0},{"area":"icb:QPM","name":"Northamptonshire ICB","share":1.0},{"area":"region:E12000004","name":"East Midlands","share":1.0},{"area":"country:england","name":"England","share":1.0}],"candidates":[]},"latitude":52.5,"longitude":-0.7,"arrived_at_place_of_safety":null,"good_until":null},"window":{"start":29919600,"end":30501360}}', '{}', '{"options":["nhs111-mh","999","nn-mental-health-number","nn-crisis-cafes-adult","samaritans"],"messages":["ASSUMPTION_SHOWN","CAN_RING_FOR_OTHER"],"ask":["danger_to_life","overdose","injury","red_flags","age","violence","intoxication","needs","known_to_services","crisis_plan","language"],"targets":[],"only_last_resort":false}', '20d4ef099d4ac4819abc7e12fce2e7491d965eead54946886e77fc132b7e3898', '71ac57042598d3c20080bb607151e88e982350b4de2e8b8a98b020a9dbe553f0', '85769216419ca07c5be9c83813ceecc211f49213faf02aebbc5baf9aa833443e');
INSERT INTO public.decision VALUES (4, '9e9a0851cf5906deda0103d2-police', '2026-11-24 12:00:00+00', '2026-11-22 12:00:00+00', 2, '703744a411865ae02e30a3d47454c52f9c749cceaae3985408b70430c455d703', 'police', '{"situation":{"facts":{"caller":"police","setting":"unknown","child":"unknown","under_19":"unknown","age_doubtful":"no","older":"unknown","danger":"unknown","injury":"unknown","overdose":"unknown","red_flags":null,"intoxication":"unknown","violence":"unknown","restrained":"unknown","s136":"unknown","arrived":"unknown","refused":"unknown","bed_available":"unknown","ambulance_late":"unknown","known_to_services":"unknown","crisis_plan":"unknown","needs":null,"language":"unknown","risk_to_baby":"unknown","consent":"unknown","caller_abroad":"unknown","request":"unknown","place":"known","mha_applies":"yes","border":"no","time":"clear","contradiction":"no"},"age":null,"place":{"outcome":"known","label":"Corby","areas":[{"area":"council:E06000061","name":"North Northamptonshire","share":1.0},{"area":"county:E06000061","name":"North Northamptonshire","share":1.0},{"area":"police:E23000022","name":"Northamptonshire Police","share":1.0},{"area":"icb:QPM","name":"Northamptonshire ICB","share":1.0},{"area":"region:E12000004","name":"East Midlands","share":1.0},{"area":"country:england","name":"England","share":1.0}],"candidates":[]},"latitude":52.5,"longitude":-0.7,"arrived_at_place_of_safety":null,"good_until":null},"window":{"start":29919600,"end":30501360}}', '{}', '{"options":["nn-mental-health-number","nhs111-mh","samaritans","999"],"messages":["CONSULT_BEFORE_136","ASSUMPTION_SHOWN"],"ask":["danger_to_life","overdose","injury","red_flags","age","s136","setting","violence","intoxication","needs","crisis_plan","language"],"targets":[],"only_last_resort":false}', '1626073f9b1bfd783b8fbf4de0c8dd41e2ad371650a15994acc3a6f358835d8e', '85769216419ca07c5be9c83813ceecc211f49213faf02aebbc5baf9aa833443e', '7b683897c74bb8b6a9d246dd8ee68abab4fe1fc945f72a3801964b672bfca14f');


--
-- Data for Name: edition; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.edition VALUES (1, '', '9561b72b16079be756f0965b53c2c2e0800853eaba19f920ec8ba23dfce93c1f', '2026-11-22 12:00:00+00', 'shipped directory', 'first use', 1, 1, 'postcodes: ONS Postcode Directory November 2025; police forces: December 2019, carried to the councils of 2025; ICBs: the 42 of July 2022 to March 2026, before the mergers of 1 April 2026; towns: GeoNames 2026, ONS 2011', 'f6cbd18c397c08f012569846286f6e0ab7fcab0525faeed8088ce1d4767c93bc');
INSERT INTO public.edition VALUES (2, '9561b72b16079be756f0965b53c2c2e0800853eaba19f920ec8ba23dfce93c1f', '703744a411865ae02e30a3d47454c52f9c749cceaae3985408b70430c455d703', '2026-11-22 12:00:00+00', 'A Curator', 'a name', 1, 1, 'postcodes: ONS Postcode Directory November 2025; police forces: December 2019, carried to the councils of 2025; ICBs: the 42 of July 2022 to March 2026, before the mergers of 1 April 2026; towns: GeoNames 2026, ONS 2011', '9361060d2456c1d3b46ac42787591f22a830042f227e4eb62c2d797a042bfa3f');
INSERT INTO public.edition VALUES (3, '703744a411865ae02e30a3d47454c52f9c749cceaae3985408b70430c455d703', '983e587837056731c93cb4bca8c7bd2fe6a7a8b4f99679fd202026ca4e3b6bff', '2026-11-22 12:00:00+00', 'A Curator', 'as proposed', 1, 1, 'postcodes: ONS Postcode Directory November 2025; police forces: December 2019, carried to the councils of 2025; ICBs: the 42 of July 2022 to March 2026, before the mergers of 1 April 2026; towns: GeoNames 2026, ONS 2011', 'c9c0a4e7d3adf44104cb50ffaf73c077a09acf4b1f4189fe2c43868f68a7779a');


--
-- Data for Name: edition_entry; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.edition_entry VALUES ('999', 1, 1);
INSERT INTO public.edition_entry VALUES ('nhs111-mh', 1, 1);
INSERT INTO public.edition_entry VALUES ('nn-136-line', 1, 1);
INSERT INTO public.edition_entry VALUES ('nn-berrywood-pos', 1, 1);
INSERT INTO public.edition_entry VALUES ('nn-crisis-cafes-adult', 1, 1);
INSERT INTO public.edition_entry VALUES ('nn-mental-health-number', 1, 1);
INSERT INTO public.edition_entry VALUES ('samaritans', 1, 1);
INSERT INTO public.edition_entry VALUES ('999', 2, 2);
INSERT INTO public.edition_entry VALUES ('nn-136-line', 2, NULL);
INSERT INTO public.edition_entry VALUES ('999', 3, 3);


--
-- Data for Name: figure; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: figure_reading; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: finding_explained; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.finding_explained VALUES (1, 'alike/0123456789', 'one house', 'A Curator', '2026-11-22 12:00:00+00');


--
-- Data for Name: holiday_revision; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.holiday_revision VALUES ('[{"nation":"england","date":"2026-01-01","name":"New Year''s Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2026-04-03","name":"Good Friday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2026-04-05","name":"Easter Sunday","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2026-04-06","name":"Easter Monday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2026-05-04","name":"May Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2026-05-25","name":"Spring Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2026-08-31","name":"Late Summer Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2026-12-24","name":"Christmas Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2026-12-25","name":"Christmas Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2026-12-26","name":"Boxing Day","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2026-12-28","name":"Boxing Day (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2026-12-31","name":"New Year''s Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2027-01-01","name":"New Year''s Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2027-03-26","name":"Good Friday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2027-03-28","name":"Easter Sunday","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2027-03-29","name":"Easter Monday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2027-05-03","name":"May Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2027-05-31","name":"Spring Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2027-08-30","name":"Late Summer Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2027-12-24","name":"Christmas Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2027-12-25","name":"Christmas Day","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2027-12-26","name":"Boxing Day","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2027-12-27","name":"Christmas Day (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2027-12-28","name":"Boxing Day (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"england","date":"2027-12-31","name":"New Year''s Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2026-01-01","name":"New Year''s Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2026-04-03","name":"Good Friday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2026-04-05","name":"Easter Sunday","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2026-04-06","name":"Easter Monday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2026-05-04","name":"May Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2026-05-25","name":"Spring Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2026-08-31","name":"Late Summer Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2026-12-24","name":"Christmas Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2026-12-25","name":"Christmas Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2026-12-26","name":"Boxing Day","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2026-12-28","name":"Boxing Day (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2026-12-31","name":"New Year''s Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2027-01-01","name":"New Year''s Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2027-03-26","name":"Good Friday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2027-03-28","name":"Easter Sunday","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2027-03-29","name":"Easter Monday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2027-05-03","name":"May Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2027-05-31","name":"Spring Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2027-08-30","name":"Late Summer Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2027-12-24","name":"Christmas Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2027-12-25","name":"Christmas Day","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2027-12-26","name":"Boxing Day","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2027-12-27","name":"Christmas Day (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2027-12-28","name":"Boxing Day (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"wales","date":"2027-12-31","name":"New Year''s Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-01-01","name":"New Year''s Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-01-02","name":"New Year Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-04-03","name":"Good Friday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-04-05","name":"Easter Sunday","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-04-06","name":"Easter Monday","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-05-04","name":"May Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-05-25","name":"Spring Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-06-15","name":"Scotland''s participation in the FIFA World Cup final","bank_holiday":true,"source":"holidays 0.109 only; not in the gov.uk list of 2026-02","provisional":false},{"nation":"scotland","date":"2026-08-03","name":"Summer Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-11-30","name":"Saint Andrew''s Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-12-24","name":"Christmas Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-12-25","name":"Christmas Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-12-26","name":"Boxing Day","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-12-28","name":"Boxing Day (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2026-12-31","name":"New Year''s Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-01-01","name":"New Year''s Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-01-02","name":"New Year Holiday","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-01-04","name":"New Year Holiday (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-03-26","name":"Good Friday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-03-28","name":"Easter Sunday","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-03-29","name":"Easter Monday","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-05-03","name":"May Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-05-31","name":"Spring Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-08-02","name":"Summer Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-11-30","name":"Saint Andrew''s Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-12-24","name":"Christmas Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-12-25","name":"Christmas Day","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-12-26","name":"Boxing Day","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-12-27","name":"Christmas Day (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-12-28","name":"Boxing Day (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"scotland","date":"2027-12-31","name":"New Year''s Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-01-01","name":"New Year''s Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-03-17","name":"Saint Patrick''s Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-04-03","name":"Good Friday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-04-05","name":"Easter Sunday","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-04-06","name":"Easter Monday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-05-04","name":"May Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-05-25","name":"Spring Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-07-12","name":"Battle of the Boyne","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-07-13","name":"Battle of the Boyne (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-08-31","name":"Late Summer Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-12-24","name":"Christmas Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-12-25","name":"Christmas Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-12-26","name":"Boxing Day","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-12-28","name":"Boxing Day (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2026-12-31","name":"New Year''s Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-01-01","name":"New Year''s Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-03-17","name":"Saint Patrick''s Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-03-26","name":"Good Friday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-03-28","name":"Easter Sunday","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-03-29","name":"Easter Monday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-05-03","name":"May Day","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-05-31","name":"Spring Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-07-12","name":"Battle of the Boyne","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-08-30","name":"Late Summer Bank Holiday","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-12-24","name":"Christmas Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-12-25","name":"Christmas Day","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-12-26","name":"Boxing Day","bank_holiday":false,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-12-27","name":"Christmas Day (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-12-28","name":"Boxing Day (observed)","bank_holiday":true,"source":"holidays 0.109","provisional":false},{"nation":"northern_ireland","date":"2027-12-31","name":"New Year''s Eve","bank_holiday":false,"source":"holidays 0.109","provisional":false}]', '124760091534960f670c9d2727fd471c57358338161cd5fd2c0dd9ff18f2aa1c', 'shipped directory', 'first use', '2026-11-22 12:00:00+00', 1);


--
-- Data for Name: key_event; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.key_event VALUES (1, 'fad4f6d0a4d6', 'made', '2026-11-22 12:00:00+00', '{"key_id":"fad4f6d0a4d6","secret_sha256":"e807e7048734cde8028fbe9b389fc8f98d6ff18c3cd976a68351113de14156b5","role":"police","label":"control room","made_at":"2026-11-22T12:00:00Z","expires_at":null,"remit":null,"scopes":"read capacity feedback"}');
INSERT INTO public.key_event VALUES (2, '2ce55e4063c3', 'made', '2026-11-22 12:00:00+00', '{"key_id":"2ce55e4063c3","secret_sha256":"7770456d653a91d256848eeff5519aeeff3804978a5f95a57a4cfcdd2b91905a","role":"nhs111","label":"an old console","made_at":"2026-11-22T12:00:00Z","expires_at":null,"remit":null,"scopes":"read capacity feedback"}');
INSERT INTO public.key_event VALUES (3, '2ce55e4063c3', 'revoked', '2026-11-22 12:00:00+00', NULL);


--
-- Data for Name: outcome; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outcome VALUES (1, '2026-11-22 12:00:00+00', 2, '703744a411865ae02e30a3d47454c52f9c749cceaae3985408b70430c455d703', 'nhs111', NULL, 'nn-mental-health-number', 'given', NULL);
INSERT INTO public.outcome VALUES (2, '2026-11-22 12:00:00+00', 2, '703744a411865ae02e30a3d47454c52f9c749cceaae3985408b70430c455d703', 'nhs111', NULL, 'nn-mental-health-number', 'rejected', 'could_not_contact');


--
-- Data for Name: policy_revision; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.policy_revision VALUES ('{"version":"2026-11-22","rules":[{"id":"H1","part":"","title":"Danger to life: 999 first, and stay on the line","cite":["UK MHTS category A","NHS 111 mental health option pages: life at risk is 999 or A&E","CC B11"],"when":{"danger":["yes"],"caller":["self","carer","public","nhs111","gp","school","amhp","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":["999"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["STAY_ON_LINE"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H1","part":"own-control","title":"Danger to life: emergency ambulance through your own control","cite":["UK MHTS category A","CC B11"],"when":{"danger":["yes"],"caller":["police","btp_officer","btp_officer","custody","ambulance"]},"any":[],"unless":[],"emergency":["999"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H1","part":"in-department","title":"Danger to life in the department: your own resuscitation team","cite":["UK MHTS category A"],"when":{"danger":["yes"],"caller":["ed_staff"]},"any":[],"unless":[],"emergency":["ed","999"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H2","part":"","title":"Overdose or serious injury: 999, even if calm now","cite":["NHS 111 mental health option pages: life at risk is 999 or A&E","CC B10","UK MHTS category A"],"when":{"caller":["self","carer","public","nhs111","gp","school","amhp","ward","care_home","professional_other","police","btp_officer","btp_officer","custody"],"L16":["999"]},"any":[{"overdose":["yes"]},{"injury":["serious"]}],"unless":[],"emergency":["999","ed"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["PHYSICAL_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H2","part":"go-to-ed","title":"Where the area has agreed it: well and walking, go to the emergency department","cite":["L16","CC B10"],"when":{"caller":["self","carer","public","nhs111","gp","school","amhp","ward","care_home","professional_other","police","btp_officer","btp_officer","custody"],"L16":["ed_if_well_and_walking"],"danger":["no"]},"any":[{"overdose":["yes"]},{"injury":["serious"]}],"unless":[],"emergency":["ed","999"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["PHYSICAL_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H2","part":"not-surely-well","title":"Where danger is not excluded: 999","cite":["L16","CC B9 (no presumption)"],"when":{"caller":["self","carer","public","nhs111","gp","school","amhp","ward","care_home","professional_other","police","btp_officer","btp_officer","custody"],"L16":["ed_if_well_and_walking"],"danger":["yes","unknown"]},"any":[{"overdose":["yes"]},{"injury":["serious"]}],"unless":[],"emergency":["999","ed"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["PHYSICAL_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H2","part":"treating","title":"Overdose or serious injury: emergency department","cite":["CC B10","UK MHTS category A"],"when":{"caller":["ambulance","ed_staff"]},"any":[{"overdose":["yes"]},{"injury":["serious"]}],"unless":[],"emergency":["ed","999"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["PHYSICAL_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H2","part":"stay","title":"Stay on the line after an overdose or serious injury","cite":["NHS 111 mental health option pages: life at risk is 999 or A&E"],"when":{"caller":["self","carer","public","nhs111","gp","school","amhp","ward","care_home","professional_other"]},"any":[{"overdose":["yes"]},{"injury":["serious"]}],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["STAY_ON_LINE"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H2","part":"minor","title":"Any physical harm is looked at first","cite":["CC B8","CC B10"],"when":{"injury":["minor"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["PHYSICAL_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"H2","part":"liaison-adult","title":"Then the hospital''s mental health team","cite":["CC B10"],"when":{"caller":["police","btp_officer","custody","ambulance","ed_staff","amhp","ward"],"child":["no","unknown"]},"any":[{"overdose":["yes"]},{"injury":["serious"]}],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["liaison_psychiatry"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"H2","part":"liaison-child","title":"Then the hospital''s mental health team for young people","cite":["CC B10"],"when":{"caller":["police","btp_officer","custody","ambulance","ed_staff","amhp","ward"],"child":["yes","unknown"]},"any":[{"overdose":["yes"]},{"injury":["serious"]}],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["cyp_liaison"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"H3","part":"","title":"Red flag or medical risk from drink or drugs: ambulance and emergency department before any place of safety","cite":["CC B8 (screen to exclude medical causes)","CC B9","CC-A 3.14(a)","AACE red flags 2014","NH 4.1"],"when":{"caller":["self","carer","public","nhs111","gp","school","amhp","ward","care_home","professional_other","police","btp_officer","btp_officer","custody"]},"any":[{"red_flags":["unrousable","confused_sudden","fit","chest_pain","breathing","head_injury","bleeding","hypo_or_diabetic","hot_or_rigid","prolonged_restraint","not_walking"]},{"intoxication":["medical_risk"]}],"unless":[],"emergency":["999","ed"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["PHYSICAL_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H3","part":"stay","title":"Stay on the line after a red flag","cite":["NHS 111 mental health option pages: life at risk is 999 or A&E"],"when":{"caller":["self","carer","public","nhs111","gp","school","amhp","ward","care_home","professional_other"]},"any":[{"red_flags":["unrousable","confused_sudden","fit","chest_pain","breathing","head_injury","bleeding","hypo_or_diabetic","hot_or_rigid","prolonged_restraint","not_walking"]},{"intoxication":["medical_risk"]}],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["STAY_ON_LINE"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"H3","part":"treating","title":"Red flag or medical risk: emergency department","cite":["CC B8 (screen to exclude medical causes)","CC-A 3.14(a)","AACE red flags 2014"],"when":{"caller":["ambulance","ed_staff"]},"any":[{"red_flags":["unrousable","confused_sudden","fit","chest_pain","breathing","head_injury","bleeding","hypo_or_diabetic","hot_or_rigid","prolonged_restraint","not_walking"]},{"intoxication":["medical_risk"]}],"unless":[],"emergency":["ed","999"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["PHYSICAL_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H4","part":"","title":"Under 18: no police station, in any form, for any reason","cite":["MHA 1983 s136A"],"when":{"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"],"child":["yes"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["NO_POLICE_STATION_U18"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"H4","part":"age-not-known","title":"Age not known and a place of safety in question: read as under 18, and ask","cite":["MHA 1983 s136A","CC B9 (no presumption)"],"when":{"caller":["police","btp_officer","custody","ambulance","ed_staff","amhp","ward"],"child":["unknown"]},"any":[{"s136":["considering","used"]},{"caller":["custody"]}],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["NO_POLICE_STATION_U18","AGE_CHECK","ASSUMPTION_SHOWN"],"targets":[],"ask":["age"],"unsay":[],"silent":true,"assertion":false},{"id":"H4","part":"age-doubtful","title":"Looks and stated age do not settle it: confirm the age","cite":["MHA 1983 s136A","CC B9 (no presumption)"],"when":{"age_doubtful":["yes"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["AGE_CHECK","ASSUMPTION_SHOWN"],"targets":[],"ask":["age"],"unsay":[],"silent":false,"assertion":false},{"id":"H5","part":"","title":"Adult: a police station is never an option","cite":["SI 2017/1036 reg 2","Mental Health Act 2025 s48 (not commenced, see L13)","CC B6"],"when":{"caller":["police","btp_officer","custody","ambulance","ed_staff","amhp","ward"],"child":["no","unknown"]},"any":[{"s136":["considering","used"]},{"caller":["custody"]}],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["NO_POLICE_STATION"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"H6","part":"","title":"Drink, drugs, violence or a diagnosis is no reason to refuse a place of safety","cite":["CC B9"],"when":{"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[{"intoxication":["some","marked","medical_risk"]},{"violence":["history","current","weapon"]},{"needs":["personality_disorder","ld_autism","substance_use","frequent"]}],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["DO_NOT_EXCLUDE"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"H7","part":"","title":"Transport: ambulance first, never a caged vehicle","cite":["CC B12","CC B13"],"when":{"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[{"s136":["used"]},{"request":["transfer","police_vehicle"]}],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["AMBULANCE_FIRST","NO_CAGED_VEHICLE"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"H8","part":"","title":"Considering section 136: consult first where practicable; immediate danger does not wait","cite":["MHA 1983 s136(1C)","CC case study Lincolnshire"],"when":{"caller":["police","btp_officer"],"s136":["considering","unknown"]},"any":[],"unless":[{"setting":["private_dwelling","private_garden"]}],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["CONSULT_BEFORE_136"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"H9","part":"","title":"In a private dwelling section 136 does not apply: crisis team or AMHP (section 135)","cite":["MHA 1983 s136(1A)","CC B7"],"when":{"caller":["police","btp_officer","btp_officer","ambulance"],"setting":["private_dwelling","private_garden"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["spa_crisis_line","crhtt","amhp"],"also":[],"last":[],"beside":[],"remove":["hbpos_adult","hbpos_cyp"],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["NO_S136_IN_DWELLING"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H10","part":"","title":"The answer is never empty: NHS 111, Samaritans and 999 at least, those two after every local team","cite":["CC C1","NH purpose 2"],"when":{"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["nhs111_mh"],"last":["samaritans","999"],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H10","part":"public","title":"The answer is never empty: NHS 111, Samaritans, a text line and 999 at least","cite":["CC C1","NH purpose 2"],"when":{"caller":["self","carer","public"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["nhs111_mh","samaritans"],"last":["samaritans","shout_text","999"],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H11","part":"","title":"No bed or place of safety full: the assessment still goes ahead","cite":["CC B7","MHA 1983 s140"],"when":{"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[{"bed_available":["no"]},{"request":["handover"],"refused":["yes"]}],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["escalation_contact"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["ASSESS_WITHOUT_BED","ESCALATE_SENIOR"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"H11","part":"amhp","title":"The AMHP sees the section 140 hospitals","cite":["MHA 1983 s140","CC B7"],"when":{"caller":["amhp"],"bed_available":["no"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["bed_s140"],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H12","part":"","title":"Facts lead to services; no risk score or level is ever computed or printed (I12)","cite":["NICE NG225","NHS England 2025, Staying safe from suicide"],"when":{},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":true},{"id":"H13","part":"","title":"Danger not known: the safer reading is shown, and the question asked","cite":["CC B9 (no presumption)","NH purpose 4"],"when":{"danger":["unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["ASSUMPTION_SHOWN"],"targets":[],"ask":["danger_to_life"],"unsay":[],"silent":false,"assertion":false},{"id":"H13","part":"999-beside","title":"Danger not known: 999 stands beside the first number","cite":["CC B9 (no presumption)","CC B11"],"when":{"danger":["unknown"],"caller":["self","carer","public","nhs111","gp","school","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":["999"],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H13","part":"contradiction","title":"Facts contradict each other: the safer one is taken and both are shown","cite":["CC B9 (no presumption)","NH purpose 4"],"when":{"contradiction":["yes"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["CONTRADICTION_SHOWN","ASSUMPTION_SHOWN"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H14","part":"","title":"Consent, name or home area never change the options (I14)","cite":["CC B8","National Partnership Agreement, Right Care Right Person 2024"],"when":{},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":true},{"id":"H15","part":"","title":"Weapon, or violence to others now: 999 police first, ambulance to stand by","cite":["UK MHTS category A","Right Care Right Person threshold"],"when":{"violence":["weapon","current"]},"any":[],"unless":[],"emergency":["999"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"H15","part":"stay","title":"Stay on the line, and do not go in alone","cite":["UK MHTS category A"],"when":{"violence":["weapon","current"],"caller":["self","carer","public","nhs111","gp","school","amhp","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["STAY_ON_LINE"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"H16","part":"","title":"The public gets no line that is kept for professionals","cite":["CC case study Lincolnshire (a number for the police)","L6","L23"],"when":{"caller":["self","carer","public"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":["s136_advice_line","hcp_line","ambulance_mh_desk","street_triage","hbpos_adult","hbpos_cyp","liaison_psychiatry","cyp_liaison","amhp_day","amhp_edt","bed_s140","ambulance_conveyance","patient_transport","custody_mh","liaison_diversion","appropriate_adult","mother_baby_unit","ward_lead","escalation_contact"],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A1","part":"","title":"Person, carer or public: NHS 111 mental health option first, the local line beside it","cite":["NHS 111 mental health option (2024)","NH purpose 2"],"when":{"caller":["self","carer","public"],"L9":["111_first"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["nhs111_mh","spa_crisis_line"],"then":["samaritans","shout_text"],"also":["crisis_cafe","crisis_house"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A1","part":"local-first","title":"Person, carer or public, where the area puts its own line first","cite":["L9","NH purpose 2"],"when":{"caller":["self","carer","public"],"L9":["local_first"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["spa_crisis_line","nhs111_mh"],"then":["samaritans","shout_text"],"also":["crisis_cafe","crisis_house"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A2","part":"","title":"NHS 111 handler: warm transfer to the area''s own 24-hour line","cite":["NH purpose 2 (111 must link to the local number)","NH 3.3","NH 3.6(1)"],"when":{"caller":["nhs111"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["spa_crisis_line"],"then":["crhtt","nhs111_mh","crisis_cafe","crisis_house"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":["T2","T3"],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A3","part":"","title":"Police, section 136 not used: the advice line first","cite":["MHA 1983 s136(1C)","CC case study Lincolnshire","CC case study Leicestershire","CC-A 3.16","NH 3.1"],"when":{"caller":["police","btp_officer"],"s136":["none","considering","unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["s136_advice_line"],"then":["street_triage","hcp_line","spa_crisis_line"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A4","part":"","title":"Police, section 136 used: ambulance and health-based place of safety","cite":["CC B8","CC B13","CC B7"],"when":{"caller":["police","btp_officer"],"s136":["used"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["s136_advice_line","amhp","escalation_contact"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A4","part":"convey","title":"Section 136 used and the person not yet at a place of safety: the ambulance first","cite":["CC B13","CC B8"],"when":{"caller":["police","btp_officer"],"s136":["used"],"arrived":["unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["ambulance_conveyance"],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"A5","part":"","title":"Ambulance crew without physical need: mental health advice before conveying","cite":["NH 3.8","CC B11","EEAST: mental health professional line before conveyance"],"when":{"caller":["ambulance"],"s136":["none","considering","unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["hcp_line","ambulance_mh_desk"],"then":["crhtt","spa_crisis_line","crisis_house","crisis_cafe"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":["T2","T3"],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A5","part":"s136","title":"Ambulance crew carrying somebody under section 136: the place of safety (P1), then advice and escalation","cite":["CC B8","CC B13","NH 3.8"],"when":{"caller":["ambulance"],"s136":["used"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["hcp_line","ambulance_mh_desk","amhp","escalation_contact"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A6","part":"","title":"A carer may ring for somebody else, and has needs of their own","cite":["NH purpose 1-2","NH 3.12","LPFT: 111 takes calls for others"],"when":{"caller":["carer"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["carer_support"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["CAN_RING_FOR_OTHER"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A7","part":"","title":"GP, school, care home or other professional: the professional line","cite":["NH 4.9","NH 4.5"],"when":{"caller":["gp","school","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["hcp_line"],"then":["spa_crisis_line","crhtt"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":["T2","T3"],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A8","part":"","title":"Emergency department: liaison psychiatry within the hour","cite":["CC B10","NH 3.5","NHS England 2021 (proposed standard)"],"when":{"caller":["ed_staff"],"child":["no","unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["liaison_psychiatry"],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":["T1"],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"A8","part":"child","title":"Emergency department, under 18: the young people''s liaison team","cite":["CC B10","CYP crisis services: four functions"],"when":{"caller":["ed_staff"],"child":["yes","unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["cyp_liaison"],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":["T1"],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"A8","part":"closed","title":"When liaison is closed: the professional line, then the area''s line","cite":["CC B10","CC C1"],"when":{"caller":["ed_staff"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["hcp_line","spa_crisis_line","escalation_contact"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A9","part":"","title":"AMHP: section 140 beds, ambulance, escalation","cite":["CC B7","CC B13","NH 3.9"],"when":{"caller":["amhp"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["bed_s140","ambulance_conveyance"],"then":["escalation_contact","hcp_line","spa_crisis_line"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A10","part":"","title":"Custody: the mental health team in custody, liaison and diversion","cite":["NH 1.8","NH 4.7","CC D"],"when":{"caller":["custody"],"s136":["none","considering","unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["custody_mh","liaison_diversion"],"then":["amhp","appropriate_adult","hcp_line","spa_crisis_line"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A10","part":"s136","title":"Section 136 in a custody suite: transfer to a health-based place of safety, escalate, record","cite":["CC B6 (fast-track, review each case)","MHA 1983 s136(3)","SI 2017/1036 reg 2"],"when":{"caller":["custody"],"s136":["used"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["ambulance_conveyance"],"then":["amhp","escalation_contact","custody_mh","appropriate_adult"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["RECORD_REASON","ESCALATE_SENIOR"],"targets":["T12"],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A11","part":"","title":"Ward: the clinical lead; police only at the threshold","cite":["CC C3","National Partnership Agreement, Right Care Right Person 2024"],"when":{"caller":["ward"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["ward_lead"],"then":["escalation_contact","hcp_line","spa_crisis_line"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A12","part":"","title":"Known, and the own team open now: the own team first","cite":["CC D","Milton Keynes: own service in hours first","L7"],"when":{"known_to_services":["yes"],"caller":["self","carer","public","nhs111","gp","school","care_home","professional_other"],"L7":["own_team_first"]},"any":[],"unless":[],"emergency":[],"foremost":["own_team"],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A12","part":"line-first","title":"Known, where the area puts its line first: the own team second","cite":["CC D","L7"],"when":{"known_to_services":["yes"],"caller":["self","carer","public","nhs111","gp","school","care_home","professional_other"],"L7":["line_first"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["own_team"],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"A12","part":"others","title":"Known: the own team may be reached too","cite":["CC D"],"when":{"known_to_services":["yes"],"caller":["police","btp_officer","btp_officer","ambulance","ed_staff","amhp","custody","ward"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["own_team"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"A13","part":"","title":"Worry about somebody, no risk to life: the crisis line or own team, police only at the threshold","cite":["National Partnership Agreement, Right Care Right Person 2024"],"when":{"request":["welfare_check"],"caller":["self","carer","public","nhs111","gp","school","care_home","professional_other","amhp"]},"any":[],"unless":[],"emergency":[],"foremost":["spa_crisis_line"],"first":[],"then":["own_team"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["PROVIDER_LOOKS_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"A13","part":"crews","title":"Worry about somebody, no risk to life: crews, custody and hospitals keep their own line first","cite":["National Partnership Agreement, Right Care Right Person 2024"],"when":{"request":["welfare_check"],"caller":["police","btp_officer","btp_officer","custody","ambulance","ed_staff","ward"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["spa_crisis_line","own_team"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["PROVIDER_LOOKS_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"P1","part":"","title":"Health-based place of safety for an adult","cite":["CC B6","CC B11","NH 3.24"],"when":{"s136":["used"],"caller":["police","btp_officer","custody","ambulance"],"child":["no"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["hbpos_adult"],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P1","part":"age-not-known","title":"Age not known: young people''s place of safety first, adult''s beside it","cite":["CC B6","CC B9 (no presumption)"],"when":{"s136":["used"],"caller":["police","btp_officer","custody","ambulance"],"child":["unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["hbpos_cyp","hbpos_adult"],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P1","part":"considering-adult","title":"Section 136 considered: which adult places of safety have room, under the lines","cite":["NH 3.24","CC B6"],"when":{"s136":["considering"],"caller":["police","btp_officer"],"child":["no","unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["hbpos_adult"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P1","part":"considering-child","title":"Section 136 considered: which young people''s places of safety have room, under the lines","cite":["NH 3.24","CC B6"],"when":{"s136":["considering"],"caller":["police","btp_officer"],"child":["yes","unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["hbpos_cyp"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P1","part":"others-adult","title":"Place of safety for those who assess or treat an adult","cite":["CC B6","NH 3.24"],"when":{"s136":["used"],"caller":["amhp","ed_staff","ward"],"child":["no","unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["hbpos_adult"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P1","part":"others-child","title":"Place of safety for those who assess or treat a child","cite":["CC B6","NH 3.24"],"when":{"s136":["used"],"caller":["amhp","ed_staff","ward"],"child":["yes","unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["hbpos_cyp"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P2","part":"","title":"24 hours from the first place of safety; 12 more only for the person''s condition","cite":["MHA 1983 s136(2A)","MHA 1983 s136B"],"when":{"s136":["used"],"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["CLOCK_24H","EXT_CLINICAL_ONLY"],"targets":["T8"],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P2","part":"ask","title":"The arrival starts the clock: ask for it","cite":["MHA 1983 s136(2A)"],"when":{"s136":["used"],"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"],"arrived":["unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":["arrived_at_place_of_safety"],"unsay":[],"silent":true,"assertion":false},{"id":"P3","part":"","title":"Child: young people''s suite; one beside an adult ward is no reason to refuse","cite":["CC B6","L4"],"when":{"s136":["used"],"caller":["police","btp_officer","custody","ambulance"],"child":["yes"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["hbpos_cyp"],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["CYP_SUITE_ADULT_WARD_OK"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P3","part":"words","title":"A suite beside an adult ward is no reason to refuse a child","cite":["CC B6"],"when":{"s136":["considering","used"],"caller":["police","btp_officer","custody","ambulance","ed_staff","amhp","ward"],"child":["yes"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["CYP_SUITE_ADULT_WARD_OK"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P4","part":"","title":"Drink or drugs without medical risk: place of safety with clinical observation","cite":["CC B9","CC-A 3.14(b)"],"when":{"s136":["considering","used"],"caller":["police","btp_officer","custody","ambulance","ed_staff","amhp","ward"],"intoxication":["some","marked"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["DO_NOT_EXCLUDE"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P4","part":"not-known","title":"Drink or drugs not known: the ambulance crew screens","cite":["CC B8 (screen to exclude medical causes)","CC B9"],"when":{"s136":["used"],"caller":["police","btp_officer","custody"],"intoxication":["unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["AMBULANCE_FIRST"],"targets":[],"ask":["intoxication"],"unsay":[],"silent":true,"assertion":false},{"id":"P5","part":"","title":"Ring ahead with the need-to-know list","cite":["CC B8","CC case study Lincolnshire"],"when":{"s136":["considering","used"],"caller":["police","btp_officer","ambulance","custody"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["NEED_TO_KNOW"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"P5","part":"handover","title":"Handover within the local target","cite":["L1","Right Care Right Person phase 4","RCPsych PS2/2013"],"when":{"caller":["police","btp_officer","ambulance","custody"]},"any":[{"s136":["used"]},{"request":["handover"]}],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["HANDOVER_TARGET"],"targets":["T7"],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P6","part":"","title":"AMHP and doctor within 3 hours","cite":["CC B7"],"when":{"s136":["used"],"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["amhp"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":["T6"],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P6","part":"hospital","title":"Section 136 in a hospital: the AMHP before the lines, as the assessment is what is waited for","cite":["CC B7"],"when":{"s136":["used"],"caller":["ed_staff","ward"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["amhp"],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P7","part":"","title":"Section 136 used in a hospital: the person may be kept there; the clock runs from the decision","cite":["Policing and Crime Act 2017 s80-82"],"when":{"s136":["used"],"setting":["ed","ward"],"caller":["police","btp_officer","custody","ambulance","ed_staff","amhp","ward"],"child":["no","unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["liaison_psychiatry"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["CLOCK_24H"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P7","part":"child","title":"Section 136 used in a hospital, under 18: the young people''s liaison team there","cite":["Policing and Crime Act 2017 s80-82","CC B6"],"when":{"s136":["used"],"setting":["ed","ward"],"caller":["police","btp_officer","custody","ambulance","ed_staff","amhp","ward"],"child":["yes","unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["cyp_liaison"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["CLOCK_24H"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"P8","part":"","title":"A home as place of safety only with the stated agreements; never offered to the public","cite":["Policing and Crime Act 2017 s81"],"when":{},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":true},{"id":"P9","part":"","title":"Drunk, not disordered, not known: not automated unless the area has agreed it","cite":["CC B9 (no presumption)","CC-A 3.14(c)","L3"],"when":{},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":true},{"id":"C1","part":"","title":"Young people''s crisis team first, else the all-age line; never an adult-only service first","cite":["CYP crisis services: single point of access through 111","NH 2.8","NH 3.3d"],"when":{"child":["yes"],"caller":["self","carer","public","nhs111","gp","school","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":["cyp_crisis"],"first":[],"then":[],"also":["cyp_spa"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"C1","part":"crews","title":"Young people''s crisis team for crews and officers","cite":["CYP crisis services: single point of access through 111","NH 2.8"],"when":{"child":["yes"],"caller":["police","btp_officer","custody","ambulance","ed_staff","amhp","ward"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["cyp_crisis"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"C2","part":"","title":"Harm, abuse, missing or no carer: children''s safeguarding","cite":["CC B8 (item 2)","CC-A 4.6"],"when":{"child":["yes"]},"any":[{"danger":["yes"]},{"injury":["minor","serious"]},{"overdose":["yes"]},{"needs":["domestic_abuse","missing_from_care","homeless","substance_use"]}],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["safeguarding_child"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"C3","part":"","title":"Plain words, an advocate, help near home","cite":["CC C4"],"when":{"child":["yes"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["advocacy"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"C4","part":"","title":"Eighteen at the start of the 18th birthday, by the calendar in Europe/London (I8)","cite":["MHA 1983 s136A","Family Law Reform Act 1969 s9"],"when":{},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":true},{"id":"C5","part":"","title":"16 and 17: who sees them is a local setting; help comes first","cite":["L5","Mental Capacity Act 2005 (16 and over)"],"when":{},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":true},{"id":"C6","part":"","title":"Childline for anyone under 19 who rings for themselves","cite":["NHS 111 mental health option (2024)","Childline: under 19"],"when":{"caller":["self"],"under_19":["yes"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["childline"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"S1","part":"baby","title":"The baby may be at risk: emergency, then safeguarding","cite":["NH 1.3","NICE CG192","CC-A 4.6"],"when":{"risk_to_baby":["yes"]},"any":[],"unless":[],"emergency":["999"],"foremost":[],"first":[],"then":[],"also":["safeguarding_child"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["BABY_SAFE"],"targets":["T14"],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S1","part":"stay","title":"Stay on the line with the baby safe","cite":["NH 1.3"],"when":{"risk_to_baby":["yes"],"caller":["self","carer","public","nhs111","gp","school","amhp","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["STAY_ON_LINE"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S1","part":"referral","title":"Perinatal team on a professional''s referral","cite":["NH 1.3","NICE CG192"],"when":{"needs":["perinatal"],"caller":["gp","school","care_home","professional_other","nhs111","ambulance","ed_staff","amhp","ward"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["perinatal_mh"],"then":[],"also":["mother_baby_unit","spa_crisis_line"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":["T14"],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S1","part":"","title":"Pregnant or a new mother: keep the baby safe, ask about the baby","cite":["NH 1.3"],"when":{"needs":["perinatal"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["perinatal_mh"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["BABY_SAFE"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"S1","part":"ask","title":"Ask whether the baby is at risk","cite":["NH 1.3","NICE CG192"],"when":{"needs":["perinatal"],"risk_to_baby":["unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":["risk_to_baby"],"unsay":[],"silent":true,"assertion":false},{"id":"S2","part":"","title":"Sudden confusion: physical cause first; two-hour community response in its hours, 999 beside it","cite":["CC B10 (ageless)","Urgent community response: two hours, 8am to 8pm"],"when":{"needs":["sudden_confusion"],"child":["no","unknown"],"caller":["self","carer","public","nhs111","gp","school","care_home","professional_other","amhp"]},"any":[],"unless":[],"emergency":["ucr_2h","999"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["THINK_DELIRIUM"],"targets":["T13"],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"S2","part":"crews","title":"Sudden confusion: physical cause first","cite":["AACE red flags 2014","CC B8 (screen to exclude medical causes)"],"when":{"needs":["sudden_confusion"],"caller":["police","btp_officer","btp_officer","custody"]},"any":[],"unless":[],"emergency":["999","ed"],"foremost":[],"first":[],"then":[],"also":["ucr_2h"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["THINK_DELIRIUM","PHYSICAL_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S2","part":"treating","title":"Sudden confusion: emergency department","cite":["AACE red flags 2014","CC B8 (screen to exclude medical causes)"],"when":{"needs":["sudden_confusion"],"caller":["ambulance","ed_staff"]},"any":[],"unless":[],"emergency":["ed","999"],"foremost":[],"first":[],"then":[],"also":["ucr_2h"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["THINK_DELIRIUM","PHYSICAL_FIRST"],"targets":["T13"],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S2","part":"ward","title":"Sudden confusion on a ward: its own clinical lead, 999 beside","cite":["AACE red flags 2014","CC B8 (screen to exclude medical causes)"],"when":{"needs":["sudden_confusion"],"child":["no","unknown"],"caller":["ward"]},"any":[],"unless":[],"emergency":["ward_lead","999"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["THINK_DELIRIUM","PHYSICAL_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S2","part":"red-flag","title":"Sudden confusion seen as a red flag: think of delirium","cite":["AACE red flags 2014","CC B10 (ageless)"],"when":{"red_flags":["confused_sudden"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["THINK_DELIRIUM"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S2","part":"child","title":"Sudden confusion in a child: 999","cite":["CC B8 (screen to exclude medical causes)"],"when":{"needs":["sudden_confusion"],"child":["yes"]},"any":[],"unless":[],"emergency":["999","ed"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["PHYSICAL_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S2","part":"older","title":"Dementia or later life: never excluded by age; the older adults'' team if open","cite":["CC B10 (ageless)","L22"],"when":{},"any":[{"needs":["dementia"]},{"older":["yes"]}],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["older_adult_crisis"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S2","part":"community","title":"Dementia, where the area''s choice is the two-hour community response","cite":["L10"],"when":{"needs":["dementia"],"L10":["ucr"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["ucr_2h"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S3","part":"","title":"Learning disability or autism: same access, adjustments, their own team too","cite":["NHS 111 mental health option: neurodevelopmental needs"],"when":{"needs":["ld_autism"]},"any":[],"unless":[{"known_to_services":["no"]}],"emergency":[],"foremost":[],"first":[],"then":[],"also":["ld_autism_team"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S4","part":"","title":"Veteran: Op COURAGE added, never first in a crisis","cite":["Op COURAGE: same-day referral for urgent need"],"when":{"needs":["veteran"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["veterans_mh"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S5","part":"","title":"Deaf: a way without voice beside the first","cite":["CC B8 (item 4)","NHS 111 BSL service"],"when":{"needs":["deaf_bsl"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["text_line"],"last":[],"beside":["shout_text"],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["BSL_ROUTE"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"S6","part":"","title":"Another language: an interpreter on the call","cite":["CC B8 (item 4)","LPFT: interpreter on request"],"when":{"language":["other"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["INTERPRETER"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"S7","part":"","title":"Cannot speak: 999 then 55, or text","cite":["Silent Solution"],"when":{"needs":["cannot_speak"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":["shout_text"],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["SILENT_55"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"S7","part":"danger-not-known","title":"Cannot speak and danger not known: 999 first","cite":["Silent Solution","CC B9 (no presumption)"],"when":{"needs":["cannot_speak"],"danger":["unknown"],"caller":["self","carer","public"]},"any":[],"unless":[],"emergency":["999"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S7","part":"no-credit","title":"No credit: numbers that are free come first","cite":["Samaritans: 116 123 is free without credit"],"when":{"needs":["no_credit"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":true,"full_numbers_first":false,"say":["FREE_TO_CALL"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"S8","part":"","title":"Drink or drugs: substance misuse service added; the mental health answer stays","cite":["CC D","NH 3.22"],"when":{"needs":["substance_use"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["substance_misuse"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S9","part":"","title":"Domestic abuse: safe contact, the domestic abuse line, never tell the partner","cite":["CC-A 4.6","Silent Solution"],"when":{"needs":["domestic_abuse"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["domestic_abuse"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["SAFE_CONTACT"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S9","part":"danger","title":"Domestic abuse with danger, or danger not known: 999, then 55","cite":["CC-A 4.6","Silent Solution"],"when":{"needs":["domestic_abuse"],"danger":["yes","unknown"],"caller":["self","carer","public"]},"any":[],"unless":[],"emergency":["999"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["SILENT_55"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S10","part":"","title":"Bereaved by suicide: bereavement support as well as the crisis line","cite":["NH 5.2a"],"when":{"needs":["bereaved_suicide"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["bereavement_suicide"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S11","part":"","title":"On or near the railway: British Transport Police and Samaritans","cite":["NH 3.3","CC case study Operation Partner","BTP: 61016 is never for emergencies"],"when":{"setting":["railway"],"danger":["no"],"caller":["self","carer","public","nhs111","gp","school","amhp","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":["btp"],"first":[],"then":["samaritans"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["TEXT_NOT_FOR_EMERGENCY"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S11","part":"danger-not-known","title":"On or near the railway and danger not known: 999 first","cite":["NH 3.3","CC B9 (no presumption)"],"when":{"setting":["railway"],"danger":["yes","unknown"],"caller":["self","carer","public","nhs111","gp","school","amhp","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":["999"],"foremost":[],"first":[],"then":["btp","samaritans"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["TEXT_NOT_FOR_EMERGENCY"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S11","part":"crews","title":"On the railway: British Transport Police are told","cite":["NH 3.3","CC case study Operation Partner"],"when":{"setting":["railway"],"caller":["police","btp_officer","custody","ambulance","ed_staff","amhp","ward"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["btp"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["TEXT_NOT_FOR_EMERGENCY"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S12","part":"","title":"Homeless: outreach added, of the area where the person is found","cite":["NH 1.5"],"when":{"needs":["homeless"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["homeless_outreach"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S13","part":"","title":"There is a crisis plan: use it, and its named contact","cite":["CC D","CC B8"],"when":{"crisis_plan":["yes"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["own_team"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["USE_CARE_PLAN"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"S14","part":"","title":"Personality disorder or many contacts: plan first, never an exclusion","cite":["CC B9","CC B8","NH 3.3b"],"when":{"needs":["personality_disorder","frequent"]},"any":[],"unless":[{"crisis_plan":["no"]}],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["USE_CARE_PLAN"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S15","part":"","title":"A child in the person''s care: safeguarding, and who minds children and pets","cite":["CC B8 (item 13)"],"when":{"needs":["child_in_care_of_person"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["safeguarding_child"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["WHO_MINDS_DEPENDANTS"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S16","part":"","title":"A carer at the end of their strength: help now, not the GP tomorrow","cite":["NH purpose 2","NH 3.12"],"when":{"needs":["lone_carer_stress"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["carer_support"],"also":[],"last":[],"beside":[],"remove":["gp"],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["CAN_RING_FOR_OTHER"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S17","part":"","title":"Missing from care: the provider looks first, police at the threshold","cite":["National Partnership Agreement, Right Care Right Person 2024"],"when":{"needs":["missing_from_care"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["PROVIDER_LOOKS_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S17","part":"provider","title":"Missing from care: the provider''s own lead","cite":["National Partnership Agreement, Right Care Right Person 2024"],"when":{"needs":["missing_from_care"],"caller":["ward","care_home","professional_other","ed_staff"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["ward_lead","escalation_contact"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"S18","part":"","title":"Eating disorder: ask for physical red flags (H3)","cite":["CC B9","L11"],"when":{"needs":["eating"],"red_flags":["unknown"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":["red_flags"],"unsay":[],"silent":true,"assertion":false},{"id":"V1","part":"","title":"Section 135 or 136: ambulance within the agreed time","cite":["CC B13","AACE section 136 protocol 2014","L2"],"when":{"s136":["used"],"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["ambulance_conveyance"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":["T5"],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"V2","part":"","title":"Being restrained now: immediate response; say so to control","cite":["AACE section 136 protocol 2014","CC B13"],"when":{"restrained":["yes"],"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["SAY_RESTRAINED","NO_CAGED_VEHICLE"],"targets":["T5"],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"V2","part":"convey","title":"Being restrained now, and not in a hospital: the ambulance first","cite":["AACE section 136 protocol 2014","CC B13"],"when":{"restrained":["yes"],"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[],"unless":[{"caller":["ed_staff","ward"]},{"setting":["ed","ward"]}],"emergency":[],"foremost":["ambulance_conveyance"],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"V2","part":"ask","title":"Section 136 used: ask whether the person is being restrained","cite":["AACE section 136 protocol 2014"],"when":{"s136":["used"],"restrained":["unknown"],"caller":["police","btp_officer","custody"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":["restrained"],"unsay":[],"silent":true,"assertion":false},{"id":"V3","part":"","title":"Police vehicle only for extreme urgency or violence, with a recorded reason, clinician inside, ambulance behind","cite":["CC B13","EEAST: procedure for detained patients"],"when":{"request":["police_vehicle"],"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":["ambulance_conveyance"],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["RECORD_REASON","AMBULANCE_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"V3","part":"late","title":"The ambulance is late: escalate; a police vehicle is still the exception","cite":["CC B13","L2"],"when":{"ambulance_late":["yes"],"caller":["police","btp_officer","custody","ambulance","ed_staff","amhp","ward"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["ambulance_conveyance","escalation_contact"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["ESCALATE_SENIOR","RECORD_REASON"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"V4","part":"","title":"Police escort only for resistance, aggression, violence or escape","cite":["CC case study NWAS"],"when":{"s136":["used"],"violence":["current","weapon"],"caller":["police","btp_officer","custody","ambulance","ed_staff","amhp","ward"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["RECORD_REASON"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"V5","part":"","title":"Between NHS sites: patient transport, never police","cite":["CC B12"],"when":{"request":["transfer"],"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[{"setting":["ed","ward"]},{"caller":["nhs111","ed_staff","ward","ambulance","gp","school","care_home","professional_other"]}],"unless":[{"s136":["used"]},{"setting":["private_dwelling","private_garden","public_place","communal_area","railway","vehicle","workplace","school","custody"]}],"emergency":[],"foremost":["patient_transport"],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"V5","part":"from-elsewhere","title":"From anywhere else: the ambulance","cite":["CC B12","CC B13"],"when":{"request":["transfer"],"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["ambulance_conveyance"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"V6","part":"","title":"Nobody is told to drive somebody in danger (H1 sends an ambulance)","cite":["UK MHTS category A"],"when":{},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":true},{"id":"F1","part":"","title":"Specialist open now, then the area''s 24-hour line, then NHS 111, then 999 (the order of steps)","cite":["CC C1"],"when":{},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":true},{"id":"F2","part":"","title":"Closed services stand after open ones with their next opening (routing/ranking.py)","cite":["NH 3.4"],"when":{},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":true},{"id":"F3","part":"","title":"A local time that does not exist or occurs twice: services open all hours lead","cite":["CC C1"],"when":{"time":["ambiguous"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["TIME_AMBIGUOUS"],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":false},{"id":"F4","part":"","title":"Place not known: NHS 111 and 999, no guessed local number","cite":["CC B9 (no presumption)","NH purpose 2"],"when":{"place":["missing","ambiguous"]},"any":[],"unless":[],"emergency":[],"foremost":["nhs111_mh","999"],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":true,"free_first":false,"full_numbers_first":false,"say":["LOCATION_NEEDED"],"targets":[],"ask":["place"],"unsay":[],"silent":false,"assertion":false},{"id":"F4","part":"detained","title":"Place not known and section 136 used: emergency ambulance through your own control","cite":["CC B8","CC B13"],"when":{"place":["missing","ambiguous"],"s136":["used"],"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":["999"],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"F5","part":"","title":"On a boundary: both areas, labelled; the place of safety by where the person is found","cite":["CC B11","L8"],"when":{"border":["yes"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["BOTH_AREAS"],"targets":[],"ask":["place"],"unsay":[],"silent":false,"assertion":false},{"id":"F6","part":"","title":"A capacity report older than the area allows: ring to confirm, still listed (routing/suites.py)","cite":["NH 3.24","L14"],"when":{},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":true},{"id":"F7","part":"","title":"A number past its check date is shown with the date, the national number beside it (routing/ranking.py)","cite":["NH 3.4"],"when":{},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":false,"assertion":true},{"id":"F8","part":"","title":"Outside England: 999, and no target of an English agreement","cite":["Extent of the Mental Health Act 1983"],"when":{"place":["outside"]},"any":[],"unless":[],"emergency":[],"foremost":["999"],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["OUT_OF_ENGLAND"],"targets":[],"ask":[],"unsay":["HANDOVER_TARGET","CYP_SUITE_ADULT_WARD_OK","T5","T6","T7","T12"],"silent":false,"assertion":false},{"id":"F8","part":"other-law","title":"Scotland and Northern Ireland: nothing of the Mental Health Act 1983 (it holds in Wales)","cite":["Extent of the Mental Health Act 1983"],"when":{"mha_applies":["no"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":["CONSULT_BEFORE_136","NO_POLICE_STATION","NO_POLICE_STATION_U18","CLOCK_24H","EXT_CLINICAL_ONLY","NO_S136_IN_DWELLING","T8"],"silent":true,"assertion":false},{"id":"F8","part":"abroad","title":"The caller is abroad: numbers that can be dialled from there come first","cite":["CC C1"],"when":{"caller_abroad":["yes"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":true,"say":["OUT_OF_ENGLAND"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"F9","part":"","title":"An assessment under the Act is asked for: the AMHP service on duty","cite":["NH 3.8(1)","CC-A 3.6","CC B7"],"when":{"request":["mha_assessment"],"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":["amhp"],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":["T6"],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"F9","part":"carer","title":"A relative may ask for an assessment through the crisis line","cite":["MHA 1983 s13(4)"],"when":{"request":["mha_assessment"],"caller":["self","carer","public"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["spa_crisis_line"],"then":[],"also":["social_care_edt"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"F9","part":"self-referral","title":"Asking for help oneself that can wait: talking therapies, after the crisis line","cite":["NH 2.7"],"when":{"request":["self_referral"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":[],"then":[],"also":["talking_therapies"],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":[],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"F10","part":"","title":"Refusal or disagreement: senior escalation, and record it","cite":["CC B6"],"when":{"refused":["yes"],"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[],"unless":[],"emergency":[],"foremost":[],"first":["escalation_contact"],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["ESCALATE_SENIOR","RECORD_REASON"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"F10","part":"handover","title":"Handover that does not happen: senior escalation","cite":["CC B6","L1"],"when":{"request":["handover"],"caller":["police","btp_officer","custody","ambulance","ed_staff","amhp","ward"]},"any":[],"unless":[],"emergency":[],"foremost":["escalation_contact"],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["ESCALATE_SENIOR"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false},{"id":"F10","part":"threshold","title":"Police attendance is asked for: the provider first, police at the threshold","cite":["National Partnership Agreement, Right Care Right Person 2024","CC C3"],"when":{"request":["police_attendance"],"caller":["nhs111","police","btp_officer","ambulance","ed_staff","gp","school","amhp","custody","ward","care_home","professional_other"]},"any":[],"unless":[{"danger":["yes"]},{"violence":["current","weapon"]}],"emergency":[],"foremost":[],"first":[],"then":[],"also":[],"last":[],"beside":[],"remove":[],"remove_local":false,"free_first":false,"full_numbers_first":false,"say":["PROVIDER_LOOKS_FIRST"],"targets":[],"ask":[],"unsay":[],"silent":true,"assertion":false}],"messages":[{"code":"STAY_ON_LINE","clause":"UK MHTS category A","professional":"Stay on the line until help arrives.","public":"Stay on the line until help arrives. Keep yourself safe.","professional_when_known":null},{"code":"NO_POLICE_STATION_U18","clause":"MHA 1983 s136A","professional":"Under 18: a police station may not be used as a place of safety at all, for any reason, up to and including the day before the 18th birthday.","public":"","professional_when_known":null},{"code":"NO_POLICE_STATION","clause":"CC B6; SI 2017/1036 reg 2; Mental Health Act 2025 s48 (not commenced)","professional":"A police station is not offered as a place of safety.","public":"","professional_when_known":null},{"code":"CONSULT_BEFORE_136","clause":"MHA 1983 s136(1C)","professional":"Before using section 136, consult a doctor, registered nurse, AMHP, occupational therapist or paramedic where practicable, and log it. Immediate danger does not wait.","public":"","professional_when_known":null},{"code":"CLOCK_24H","clause":"MHA 1983 s136(2A), s136B","professional":"Detention ends 24 hours after arrival at the first place of safety, an emergency department included; for somebody already there and kept there, after the decision to keep. Give that time to see when.","public":"","professional_when_known":"Detention ends 24 hours after arrival at the first place of safety: {expiry}."},{"code":"EXT_CLINICAL_ONLY","clause":"MHA 1983 s136B","professional":"Twelve hours more only if the responsible doctor says that the person''s condition stops the assessment; never for want of a bed, an AMHP or a doctor.","public":"","professional_when_known":null},{"code":"NO_S136_IN_DWELLING","clause":"MHA 1983 s136(1A)","professional":"Section 136 does not apply in a private dwelling or its own garden or garage. Danger: ambulance. Otherwise the crisis team, or an AMHP for section 135; the Mental Capacity Act may apply. Shared gardens and halls are allowed.","public":"","professional_when_known":null},{"code":"AMBULANCE_FIRST","clause":"CC B12, B13","professional":"An ambulance is the normal transport. The crew screens for physical causes.","public":"","professional_when_known":null},{"code":"NO_CAGED_VEHICLE","clause":"CC B12, B13","professional":"Never a caged vehicle. A police vehicle only exceptionally, with the reason recorded and, where possible, a clinician inside.","public":"","professional_when_known":null},{"code":"DO_NOT_EXCLUDE","clause":"CC B9","professional":"Drink, drugs, a history of violence or a diagnosis is no reason to refuse a place of safety.","public":"","professional_when_known":null},{"code":"NEED_TO_KNOW","clause":"CC B8","professional":"Ring ahead and go through the need-to-know list (14 items).","public":"","professional_when_known":null},{"code":"ESCALATE_SENIOR","clause":"CC B6","professional":"No agreement or no space: escalate to senior staff on both sides, and record it.","public":"","professional_when_known":null},{"code":"CALL_TO_CONFIRM","clause":"NH 3.24","professional":"Space is not confirmed: ring first.","public":"","professional_when_known":null},{"code":"FREE_TO_CALL","clause":"Samaritans: 116 123 is free without credit","professional":"The first number is free to call, without credit.","public":"The first number is free. You do not need credit.","professional_when_known":null},{"code":"CAN_RING_FOR_OTHER","clause":"NH purpose 2; LPFT: 111 takes calls for others","professional":"The line takes calls about somebody else.","public":"You can ring for somebody else. You can ask for help for yourself too.","professional_when_known":null},{"code":"USE_CARE_PLAN","clause":"CC D, B8","professional":"Use the person''s crisis plan and its named contact.","public":"If there is a crisis plan, use it. Ring the person named in it.","professional_when_known":null},{"code":"ASSUMPTION_SHOWN","clause":"CC B9 (no presumption)","professional":"Something is not known and was read the safer way: danger is possible, and an unknown age may be under 18.","public":"We do not know everything, so this answer plays safe. If a life may be in danger, ring 999.","professional_when_known":null},{"code":"CONTRADICTION_SHOWN","clause":"NH purpose 4","professional":"Two facts contradict each other; the safer one was taken. Check them.","public":"Two of your answers do not fit together. We took the safer one.","professional_when_known":null},{"code":"LOCATION_NEEDED","clause":"NH purpose 2","professional":"The place is not known, so no local number is given. Ask for a postcode or town.","public":"Tell us a postcode or town to see the local number.","professional_when_known":null},{"code":"OPENS_AT","clause":"NH 3.4","professional":"Closed services are listed after the open ones, with the time they open.","public":"Some services are closed now. We show when they open.","professional_when_known":null},{"code":"TIME_AMBIGUOUS","clause":"CC C1","professional":"The clocks change: this local time occurs twice or not at all. Services open all hours come first.","public":"The clocks change tonight. The services that are always open come first.","professional_when_known":null},{"code":"SILENT_55","clause":"Silent Solution","professional":"If speaking is not safe: ring 999 from a mobile, then press 55 when asked.","public":"If you cannot speak: ring 999 from a mobile, then press 55 when asked.","professional_when_known":null},{"code":"BSL_ROUTE","clause":"CC B8 (item 4); NHS 111 BSL service","professional":"Deaf people can use the BSL video service of 999 and 111, Relay UK (18001 111), or text.","public":"In British Sign Language: use the 999 BSL or 111 BSL video service. By text or Relay UK: ring 18001 111, or text.","professional_when_known":null},{"code":"SAFE_CONTACT","clause":"CC-A 4.6","professional":"Agree a safe way and time to make contact. Never tell the partner or leave a message.","public":"Use a phone and a time that are safe for you. We will not contact anyone.","professional_when_known":null},{"code":"INTERPRETER","clause":"CC B8 (item 4); LPFT: interpreter on request","professional":"An interpreter is available on the call: ask for the language.","public":"Say your language in English. An interpreter can join the call.","professional_when_known":null},{"code":"TEXT_NOT_FOR_EMERGENCY","clause":"BTP: how to use our text number","professional":"61016 is not for emergencies. On or near the track: 999.","public":"Do not text 61016 in an emergency. If anyone is on or near the track, ring 999.","professional_when_known":null},{"code":"ASSESS_WITHOUT_BED","clause":"CC B7; MHA 1983 s140","professional":"The assessment goes ahead without a bed; want of a bed is no reason to refuse or delay it.","public":"","professional_when_known":null},{"code":"HANDOVER_TARGET","clause":"L1; Right Care Right Person phase 4","professional":"Handover within {minutes} minutes of arrival is the local target; the officer leaves when it is safe.","public":"","professional_when_known":null},{"code":"RECORD_REASON","clause":"CC B6, B13","professional":"Record the reason; the case goes to review.","public":"","professional_when_known":null},{"code":"CROSS_BORDER","clause":"CC B11; NH 3.24","professional":"No local place of safety is confirmed free: the next area''s is offered.","public":"","professional_when_known":null},{"code":"BOTH_AREAS","clause":"CC B11","professional":"The place lies in more than one area: each is shown, labelled. The rest of the postcode decides.","public":"This place lies in more than one area, so we show each. A full postcode tells which is yours.","professional_when_known":null},{"code":"CYP_SUITE_ADULT_WARD_OK","clause":"CC B6","professional":"A suite beside an adult ward is no reason to refuse a child.","public":"","professional_when_known":null},{"code":"OUT_OF_ENGLAND","clause":"Extent of the Mental Health Act 1983","professional":"The place or the caller is outside England: other services answer there, and other law holds in Scotland and Northern Ireland. 999 and 111 cannot be rung from abroad.","public":"Outside England other services answer. In Scotland and Wales, 111 reaches theirs. 999 works everywhere in the United Kingdom, but not from abroad.","professional_when_known":null},{"code":"SAY_RESTRAINED","clause":"AACE section 136 protocol 2014","professional":"Tell control that the person is being restrained: the response is immediate.","public":"","professional_when_known":null},{"code":"PHYSICAL_FIRST","clause":"CC B8, B10","professional":"Medical check first.","public":"An injury, an overdose or a sudden illness needs a medical check first.","professional_when_known":null},{"code":"WHO_MINDS_DEPENDANTS","clause":"CC B8 (item 13)","professional":"Ask who minds children, dependants and pets.","public":"Who is looking after the children, anyone who depends on you, and pets? Say so on the call.","professional_when_known":null},{"code":"AGE_CHECK","clause":"MHA 1983 s136A","professional":"Confirm the age; until then the person is treated as under 18.","public":"How old is the person? Until we know, we answer as for somebody under 18.","professional_when_known":null},{"code":"PROVIDER_LOOKS_FIRST","clause":"National Partnership Agreement, Right Care Right Person 2024","professional":"The provider looks first; police at the threshold: a real and immediate risk to life or of serious harm, or a crime.","public":"Ring the team or home that cares for the person first. If a life is in danger, ring 999.","professional_when_known":null},{"code":"THINK_DELIRIUM","clause":"CC B10; urgent community response","professional":"Sudden confusion: think of delirium, a physical cause first.","public":"Sudden confusion can come from an illness of the body. It needs a check today.","professional_when_known":null},{"code":"BABY_SAFE","clause":"NH 1.3","professional":"Keep the baby safe and never alone with the person while she is this unwell.","public":"Keep the baby safe. Do not leave the baby alone with someone who is very unwell.","professional_when_known":null}],"targets":[{"code":"T1","words":"Liaison psychiatry face to face within 1 hour of referral","basis":"proposed: NHS England 2021, not yet binding","setting":null},{"code":"T2","words":"Very urgent community crisis response within 4 hours of referral","basis":"proposed: NHS England 2021","setting":null},{"code":"T3","words":"Urgent community response within 24 hours of referral","basis":"proposed: NHS England 2021","setting":null},{"code":"T5","words":"Ambulance within {minutes} minutes of the request; at once if the person is restrained","basis":"local agreement (L2): AACE section 136 protocol 2014","setting":"L2"},{"code":"T6","words":"AMHP and doctor within 3 hours of the request; for a child, a CAMHS consultant or an AMHP who knows the age group","basis":"CC B7 (RCPsych PS2/2013)","setting":null},{"code":"T7","words":"Police hand over within {minutes} minutes of arrival","basis":"local agreement (L1): Right Care Right Person phase 4; RCPsych 2013 says 30","setting":"L1"},{"code":"T8","words":"Detention ends 24 hours after arrival at the first place of safety, emergency department included","basis":"law: MHA 1983 s136(2A), s136B","setting":null},{"code":"T10","words":"Call back within 4 hours if urgent, assessment within 24 hours, else 4 working days","basis":"local: Leicester, Leicestershire and Rutland central access point","setting":null},{"code":"T11","words":"People seen in a minor injury unit: within 24 hours of referral","basis":"CC B10 (Hull)","setting":null},{"code":"T12","words":"Health check every 30 minutes, review every hour, while anyone is held in a police station","basis":"law: SI 2017/1036 reg 4","setting":null},{"code":"T13","words":"Urgent community response within 2 hours, 8am to 8pm at least","basis":"national standard: urgent community response","setting":null},{"code":"T14","words":"Suspected postpartum psychosis: assessment within 4 hours","basis":"NICE CG192 (text not read here: have it checked)","setting":null},{"code":"T4","words":"Community mental health help within 4 weeks of referral","basis":"proposed: NHS England 2021","setting":null}],"settings":[{"id":"L1","title":"Police handover at a place of safety, minutes","values":[],"default":"60","owner":"NHS England and police forces","since":"2026-11-22","source":"Right Care Right Person phase 4 (1 h); RCPsych 2013 says 30; whether an ED counts is disputed","areas":[{"area":"police:E23000022","value":"60","owner":"Northamptonshire Police and NHFT","since":"2026-11-22","confirmed":false,"source":"National default, not confirmed locally"},{"area":"police:E23000020","value":"60","owner":"Lincolnshire Police and LPFT","since":"2026-11-22","confirmed":false,"source":"National default, not confirmed locally"},{"area":"police:E23000021","value":"60","owner":"Leicestershire Police and LPT","since":"2026-11-22","confirmed":false,"source":"National default, not confirmed locally"},{"area":"council:E06000010","value":"60","owner":"Humberside Police and Humber Teaching NHS FT","since":"2026-11-22","confirmed":false,"source":"National default, not confirmed locally"}]},{"id":"L2","title":"Ambulance to section 136, minutes","values":[],"default":"30","owner":"Ambulance trust","since":"2026-11-22","source":"AACE section 136 protocol 2014","areas":[{"area":"police:E23000022","value":"30","owner":"East Midlands Ambulance Service","since":"2026-11-22","confirmed":false,"source":"NH 3.15 asks for the agreed time; figure of the AACE protocol 2014"},{"area":"police:E23000020","value":"30","owner":"East Midlands Ambulance Service","since":"2026-11-22","confirmed":false,"source":"AACE section 136 protocol 2014"},{"area":"police:E23000021","value":"30","owner":"East Midlands Ambulance Service","since":"2026-11-22","confirmed":false,"source":"AACE section 136 protocol 2014"},{"area":"council:E06000010","value":"30","owner":"Yorkshire Ambulance Service","since":"2026-11-22","confirmed":false,"source":"AACE section 136 protocol 2014"}]},{"id":"L3","title":"Police route for the drunk and unknown (CC-A 3.14(c))","values":["off","on"],"default":"off","owner":"Local Concordat group","since":"2026-11-22","source":"CC B9: no presumption on cause until clinically assessed","areas":[]},{"id":"L4","title":"Young people''s place of safety","values":["cyp_suite","paediatric_ward","adult_suite"],"default":"cyp_suite","owner":"ICB","since":"2026-11-22","source":"CC B6","areas":[]},{"id":"L5","title":"Who sees 16 and 17 year olds","values":["cyp_team","adult_team"],"default":"cyp_team","owner":"ICB","since":"2026-11-22","source":"CYP crisis services: 0 to 17y364d","areas":[]},{"id":"L6","title":"Professional line number","values":["entry","none"],"default":"entry","owner":"Trust","since":"2026-11-22","source":"Numbers are entries of the directory, never settings","areas":[]},{"id":"L7","title":"Known patient in hours: own team or line first","values":["own_team_first","line_first"],"default":"own_team_first","owner":"Trust","since":"2026-11-22","source":"Milton Keynes: own service in hours first","areas":[]},{"id":"L8","title":"Responsible area: home area for follow-up, place found for the place of safety","values":["place_found","home"],"default":"place_found","owner":"ICB","since":"2026-11-22","source":"CC B11","areas":[]},{"id":"L9","title":"NHS 111 or the local number first","values":["111_first","local_first"],"default":"111_first","owner":"ICB","since":"2026-11-22","source":"NHS 111 mental health option (2024); some areas keep their own lines","areas":[{"area":"police:E23000022","value":"111_first","owner":"NHS Northamptonshire ICB","since":"2026-11-22","confirmed":false,"source":"The newest source for the local 0800 number is of 2022: 111 leads until it is confirmed"},{"area":"police:E23000020","value":"111_first","owner":"Lincolnshire Partnership NHS FT","since":"2026-11-22","confirmed":false,"source":"LPFT need-help-now page: 111, mental health option"},{"area":"police:E23000021","value":"111_first","owner":"Leicestershire Partnership NHS Trust","since":"2026-11-22","confirmed":false,"source":"NHS 111 mental health option (2024)"},{"area":"council:E06000010","value":"111_first","owner":"Humber Teaching NHS FT","since":"2026-11-22","confirmed":false,"source":"NHS 111 mental health option (2024)"}]},{"id":"L10","title":"Dementia: two-hour community response or crisis team","values":["ucr","crisis_team"],"default":"ucr","owner":"ICB","since":"2026-11-22","source":"Urgent community response","areas":[]},{"id":"L11","title":"Physical red-flag list","values":["aace_2014"],"default":"aace_2014","owner":"Clinical Safety Officer","since":"2026-11-22","source":"AACE 2014; needs clinical sign-off","areas":[]},{"id":"L12","title":"Conveyance provider","values":["ambulance_trust","secure_transport"],"default":"ambulance_trust","owner":"ICB","since":"2026-11-22","source":"CC B13","areas":[]},{"id":"L13","title":"Police-station law","values":["regs_2017","mha_2025_s48"],"default":"regs_2017","owner":"Department of Health and Social Care","since":"2026-11-22","source":"Mental Health Act 2025 s48 not commenced when this was written","areas":[]},{"id":"L14","title":"Minutes until a capacity report is stale","values":[],"default":"60","owner":"ICB","since":"2026-11-22","source":"NH 3.24","areas":[{"area":"police:E23000022","value":"60","owner":"NHS Northamptonshire ICB","since":"2026-11-22","confirmed":false,"source":"NH 3.24; figure is the national default"}]},{"id":"L15","title":"Liaison psychiatry hours by site","values":["entry"],"default":"entry","owner":"Trust","since":"2026-11-22","source":"Hours are entries of the directory, never settings","areas":[]},{"id":"L16","title":"Overdose, well and walking: 999 or go to the emergency department","values":["999","ed_if_well_and_walking"],"default":"999","owner":"Clinical Safety Officer","since":"2026-11-22","source":"UK MHTS category A; needs clinical sign-off","areas":[]},{"id":"L17","title":"Street triage hours and area","values":["entry"],"default":"entry","owner":"Police force and trust","since":"2026-11-22","source":"Hours are entries of the directory, never settings","areas":[]},{"id":"L18","title":"Crisis cafe eligibility","values":["entry"],"default":"entry","owner":"Provider","since":"2026-11-22","source":"Eligibility is kept on the entry","areas":[]},{"id":"L19","title":"Text keyword","values":[],"default":"SHOUT","owner":"ICB","since":"2026-11-22","source":"Shout 85258","areas":[]},{"id":"L20","title":"Right Care Right Person phases adopted by the force","values":["not_known","1","2","3","4"],"default":"not_known","owner":"Police force","since":"2026-11-22","source":"National Partnership Agreement 2024","areas":[]},{"id":"L21","title":"Perinatal team hours","values":["entry"],"default":"entry","owner":"Trust","since":"2026-11-22","source":"Hours are entries of the directory, never settings","areas":[]},{"id":"L22","title":"Age from which the older adults'' team is offered","values":[],"default":"65","owner":"Trust","since":"2026-11-22","source":"POLICY.md section 4","areas":[]},{"id":"L23","title":"Who may see bed and section 140 lists","values":["amhp"],"default":"amhp","owner":"ICB","since":"2026-11-22","source":"MHA 1983 s140","areas":[]},{"id":"L24","title":"Retention of need-to-know data, days","values":[],"default":"0","owner":"Data controller","since":"2026-11-22","source":"Nothing is kept","areas":[]}],"counterparts":[{"token":"amhp","day":"amhp_day","out_of_hours":"amhp_edt"}],"local_kinds":["ed","spa_crisis_line","crhtt","cyp_crisis","cyp_spa","crisis_cafe","crisis_house","homeless_outreach","safeguarding_adult","gp","gp_ooh","talking_therapies","own_team","perinatal_mh","older_adult_crisis","ucr_2h","ld_autism_team","social_care_edt","s136_advice_line","hcp_line","ambulance_mh_desk","street_triage","hbpos_adult","hbpos_cyp","liaison_psychiatry","cyp_liaison","amhp_day","amhp_edt","bed_s140","ambulance_conveyance","patient_transport","custody_mh","liaison_diversion","appropriate_adult","mother_baby_unit","ward_lead","escalation_contact"],"ask_order":["danger_to_life","place","overdose","injury","red_flags","age","s136","setting","violence","restrained","intoxication","risk_to_baby","needs","known_to_services","crisis_plan","arrived_at_place_of_safety","bed_available","refused_by","language","caller_abroad","ambulance_wait_minutes"],"age_bounds":[16,18,19,65],"most_of_a_kind":3,"last_resort":[{"id":"999","name":"999 emergency","kind":"999","organization":"Emergency services","description":"","status":"active","status_reasons":[],"superseded_by":null,"superseded_on":null,"valid_from":null,"valid_to":null,"areas":["country:england","country:wales","country:scotland","country:northern-ireland"],"ages":[{"minimum_age":0,"maximum_age":null}],"ages_assured":true,"eligibility_description":"","excludes":[],"self_referral":null,"walk_in":null,"contacts":[{"id":"voice","channel":"voice","number":{"form":"short","code":"999"},"uri":null,"label":"","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":""},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}}],"audience":["public"],"rooms":null,"location":{"address":null,"postcode":null,"latitude":null,"longitude":null,"sources":[]},"interpretation_services":null,"accessibility":null,"url":null,"alert":null,"notes":"","disagreements":[],"assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}},{"id":"nhs111-mh","name":"NHS 111, mental health option","kind":"nhs111_mh","organization":"NHS England","description":"","status":"active","status_reasons":[],"superseded_by":null,"superseded_on":null,"valid_from":null,"valid_to":null,"areas":["country:england"],"ages":[{"minimum_age":0,"maximum_age":null}],"ages_assured":true,"eligibility_description":"","excludes":[],"self_referral":null,"walk_in":null,"contacts":[{"id":"voice","channel":"voice","number":{"form":"short","code":"111"},"uri":null,"label":"","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":""},"audience":["public"],"menu_option":"choose the mental health option","keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}}],"audience":["public"],"rooms":null,"location":{"address":null,"postcode":null,"latitude":null,"longitude":null,"sources":[]},"interpretation_services":null,"accessibility":null,"url":null,"alert":null,"notes":"","disagreements":[],"assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}}]}', '46c099e1d7ab0c519c7d32e94626cf49c756c98f3af0b9bb4dd55fd70d74873d', 'shipped directory', 'first use', '2026-11-22 12:00:00+00', 1);


--
-- Data for Name: refusal; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.refusal VALUES (1, '2026-11-22 12:00:00+00', 2, 'police', 'nn-berrywood-pos', 'intoxication', NULL);


--
-- Data for Name: report_event; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.report_event VALUES (1, 2, 'take', NULL, NULL, NULL, 'A Curator', '2026-11-22 12:00:00+00');


--
-- Data for Name: search_tally; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: service_revision; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.service_revision VALUES ('{"id":"999","name":"999 emergency","kind":"999","organization":"Police / Ambulance / Fire / Coastguard","description":"","status":"active","status_reasons":[],"superseded_by":null,"superseded_on":null,"valid_from":null,"valid_to":null,"areas":["country:england","country:wales","country:scotland","country:northern-ireland"],"ages":[{"minimum_age":0,"maximum_age":null}],"ages_assured":true,"eligibility_description":"Immediate danger to life","excludes":[],"self_referral":true,"walk_in":null,"contacts":[{"id":"main","channel":"voice","number":{"form":"short","code":"999"},"uri":null,"label":"","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":"If you cannot speak, press 55 when prompted (mobiles)","does_not":null,"assurance":{"sources":["akana","kicks26","covidgov"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"},"hours_assurance":{"sources":["akana"],"confidence":"seen","verified_on":"2026-10-01","verify_by":"2027-10-01"}},{"id":"textphone","channel":"textphone","number":{"form":"short","code":"18000"},"uri":null,"label":"textphone / Relay UK","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":["wyp","redcross"],"confidence":"seen2","verified_on":null,"verify_by":null},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}},{"id":"text","channel":"text","number":{"form":"short","code":"999"},"uri":null,"label":"EmergencySMS","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":"Takes texts from mobiles registered in advance by texting REGISTER to 999","does_not":null,"assurance":{"sources":["wyp","redcross"],"confidence":"seen2","verified_on":null,"verify_by":null},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}},{"id":"bsl","channel":"bsl_video","number":null,"uri":null,"label":"999 BSL: video relay app or web page, no registration","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":["nwasbsl","sanctper"],"confidence":"seen2","verified_on":"2022-11-01","verify_by":"2023-11-01"},"hours_assurance":{"sources":["nwasbsl","sanctper"],"confidence":"seen2","verified_on":"2022-11-01","verify_by":"2023-11-01"}}],"audience":["public"],"rooms":null,"location":{"address":null,"postcode":null,"latitude":null,"longitude":null,"sources":[]},"interpretation_services":null,"accessibility":null,"url":null,"alert":null,"notes":"EmergencySMS must be registered first: text REGISTER to 999.","disagreements":[],"assurance":{"sources":["akana","covidgov","kicks26","norwood","nwasbsl","redcross","sanctper","wyp"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"}}', '2d3a67b5a171feed1cdc2b79fc3c95545ec07287d997ecfeab5f1ccefe8b0d67', 'shipped directory', 'first use', '2026-11-22 12:00:00+00', '999', 1);
INSERT INTO public.service_revision VALUES ('{"id":"nhs111-mh","name":"NHS 111, mental health option","kind":"nhs111_mh","organization":"NHS England / local mental health trusts","description":"","status":"active","status_reasons":[],"superseded_by":null,"superseded_on":null,"valid_from":null,"valid_to":null,"areas":["country:england"],"ages":[{"minimum_age":0,"maximum_age":null}],"ages_assured":true,"eligibility_description":"Anyone in England in a mental health crisis or worried about someone; all ages; not for medication advice, routine referral or professional handover","excludes":[],"self_referral":true,"walk_in":null,"contacts":[{"id":"main","channel":"voice","number":{"form":"short","code":"111"},"uri":null,"label":"","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":"choose the mental health option (some areas: press 2)","keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":["akana","brum26","tewv111","lpftnow","norwood","kicks26"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"},"hours_assurance":{"sources":["akana","brum26","lpftnow"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"}},{"id":"bsl","channel":"bsl_video","number":null,"uri":null,"label":"NHS 111 BSL service; SignVideo; interpreter offered on call","schedule":{"always_open":false,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":""},"audience":["public"],"menu_option":null,"keyword":null,"cost":"unknown","does":null,"does_not":null,"assurance":{"sources":["akana","brum26","doncaster24","kicks26","lpftnow","merseyurg","norwood","oundle","tewv111","woking24"],"confidence":"seen","verified_on":"2026-10-01","verify_by":"2027-10-01"},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}},{"id":"relay","channel":"textphone","number":null,"uri":null,"label":"Relay UK: 18001 111","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"unknown","does":"Dial this from a textphone or the Relay UK app: it reaches the same line","does_not":null,"assurance":{"sources":["akana","brum26","doncaster24","kicks26","lpftnow","merseyurg","norwood","oundle","tewv111","woking24"],"confidence":"seen","verified_on":"2026-10-01","verify_by":"2027-10-01"},"hours_assurance":{"sources":["akana","brum26","lpftnow"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"}}],"audience":["public"],"rooms":null,"location":{"address":null,"postcode":null,"latitude":null,"longitude":null,"sources":[]},"interpretation_services":"interpreter on request (LPFT page)","accessibility":null,"url":null,"alert":null,"notes":"From 2024 single front door in England; some trusts switched local 0800 numbers off (CNTW 1 Oct 2025), some still run them.","disagreements":["\"option 2\"/\"press 2\" (2024 pages) against \"select the mental health option\" (2023 onward wording change, oundle)"],"assurance":{"sources":["akana","brum26","doncaster24","kicks26","lpftnow","merseyurg","norwood","oundle","tewv111","woking24"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"}}', '147b64f4a333e32d8f0dae1a5744deacb50f5e83cbec2aa96c46a32b063618d3', 'shipped directory', 'first use', '2026-11-22 12:00:00+00', 'nhs111-mh', 1);
INSERT INTO public.service_revision VALUES ('{"id":"nn-136-line","name":"Northamptonshire central section 136 line","kind":"s136_advice_line","organization":"NHFT","description":"","status":"active","status_reasons":[],"superseded_by":null,"superseded_on":null,"valid_from":null,"valid_to":null,"areas":["police:E23000022"],"ages":[],"ages_assured":false,"eligibility_description":"","excludes":[],"self_referral":false,"walk_in":null,"contacts":[{"id":"main","channel":"voice","number":{"form":"e164","e164":"+448081570136"},"uri":null,"label":"central 136 line","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, as the Concordat asks of a central 136 line"},"audience":["police","custody"],"menu_option":null,"keyword":null,"cost":"free","does":null,"does_not":"It reaches nobody: the number is fictitious, from a range that Ofcom keeps for drama. Put the local number in its place before use","assurance":{"sources":[],"confidence":"invented","verified_on":null,"verify_by":null},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}}],"audience":["police","custody"],"rooms":null,"location":{"address":null,"postcode":null,"latitude":null,"longitude":null,"sources":[]},"interpretation_services":null,"accessibility":null,"url":null,"alert":null,"notes":"Invented for the seed after the Lincolnshire example: no source says that Northamptonshire has one.","disagreements":[],"assurance":{"sources":[],"confidence":"invented","verified_on":null,"verify_by":null}}', '268540305aba7e48f9480fb91375209b8da8d763d6387d8a41ab90a94b1f2c1f', 'shipped directory', 'first use', '2026-11-22 12:00:00+00', 'nn-136-line', 1);
INSERT INTO public.service_revision VALUES ('{"id":"nn-berrywood-pos","name":"Berrywood Hospital health-based place of safety (136 suite)","kind":"hbpos_adult","organization":"NHFT","description":"","status":"needs_check","status_reasons":["newest dated source before 2024"],"superseded_by":null,"superseded_on":null,"valid_from":null,"valid_to":null,"areas":["council:E06000061","council:E06000062"],"ages":[],"ages_assured":false,"eligibility_description":"Detained under s135/136; adults; young people by arrangement","excludes":[],"self_referral":false,"walk_in":null,"contacts":[{"id":"duty-nurse","channel":"voice","number":{"form":"e164","e164":"+443069990201"},"uri":null,"label":"136 suite duty nurse","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"assumed 24 hours a day: duty nurse of the suite"},"audience":["police","custody","ambulance","amhp"],"menu_option":null,"keyword":null,"cost":"unknown","does":null,"does_not":"It reaches nobody: the number is fictitious, from a range that Ofcom keeps for drama. Put the local number in its place before use","assurance":{"sources":["tele136","fleet"],"confidence":"invented","verified_on":null,"verify_by":null},"hours_assurance":{"sources":["tele136","fleet"],"confidence":"memory","verified_on":null,"verify_by":null}}],"audience":["police","custody","ambulance","amhp"],"rooms":null,"location":{"address":"Berrywood Drive, Duston, Northampton","postcode":null,"latitude":52.2475,"longitude":-0.9601,"sources":["tele136","explained","fleet"]},"interpretation_services":null,"accessibility":null,"url":null,"alert":null,"notes":"The line exists, but its number is not public.","disagreements":[],"assurance":{"sources":["explained","fleet","seedN","tele136"],"confidence":"seen2","verified_on":"2022-12-01","verify_by":"2023-12-01"}}', '68c152308fb5c539419441ce466c0f5820945759f3a8640e199d7a2870637cac', 'shipped directory', 'first use', '2026-11-22 12:00:00+00', 'nn-berrywood-pos', 1);
INSERT INTO public.service_revision VALUES ('{"id":"nn-crisis-cafes-adult","name":"Northamptonshire Crisis Cafes (adult)","kind":"crisis_cafe","organization":"NHFT and Northamptonshire Mind","description":"","status":"needs_check","status_reasons":["newest dated source before 2024"],"superseded_by":null,"superseded_on":null,"valid_from":null,"valid_to":null,"areas":["council:E06000061","council:E06000062"],"ages":[{"minimum_age":18,"maximum_age":null}],"ages_assured":false,"eligibility_description":"Mental health only (no physical injury); drop-in, no booking","excludes":["physical injury"],"self_referral":true,"walk_in":true,"contacts":[{"id":"main","channel":"voice","number":{"form":"e164","e164":"+448004480828"},"uri":null,"label":"via mental health number","schedule":{"always_open":false,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":""},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":["chron22"],"confidence":"seen","verified_on":"2022-01-05","verify_by":"2023-01-05"},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}},{"id":"door","channel":"in_person","number":null,"uri":null,"label":"","schedule":{"always_open":false,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"most evenings, drop-in; coverage every day across the county (times per town not found)"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"unknown","does":null,"does_not":null,"assurance":{"sources":["cafe20"],"confidence":"seen","verified_on":"2020-01-01","verify_by":"2021-01-01"},"hours_assurance":{"sources":["ccg20","hsjnhft"],"confidence":"seen2","verified_on":"2020-02-05","verify_by":"2021-02-05"}}],"audience":["public"],"rooms":null,"location":{"address":"Northamptonshire Mind, Regent Square, Northampton (adult cafe, 2020)","postcode":null,"latitude":null,"longitude":null,"sources":["cafe20"]},"interpretation_services":null,"accessibility":null,"url":null,"alert":null,"notes":"Piloted Jan 2017.","disagreements":[],"assurance":{"sources":["cafe20","ccg20","chron22","hsjnhft"],"confidence":"seen","verified_on":"2022-01-05","verify_by":"2023-01-05"}}', '946365aa6454cc9fc89f182d5c099a82db3e52b815cc7cd02ef116bbf14990d6', 'shipped directory', 'first use', '2026-11-22 12:00:00+00', 'nn-crisis-cafes-adult', 1);
INSERT INTO public.service_revision VALUES ('{"id":"nn-mental-health-number","name":"Northamptonshire Mental Health Number","kind":"spa_crisis_line","organization":"Northamptonshire Healthcare NHS FT (NHFT) with Northamptonshire Mind","description":"","status":"needs_check","status_reasons":["may have been replaced by NHS 111, mental health option","sources disagree"],"superseded_by":null,"superseded_on":null,"valid_from":null,"valid_to":null,"areas":["council:E06000061","council:E06000062"],"ages":[{"minimum_age":18,"maximum_age":null}],"ages_assured":true,"eligibility_description":"Anyone in Northamptonshire, existing patients and their GPs; call navigators; works with EMAS and police","excludes":[],"self_referral":true,"walk_in":null,"contacts":[{"id":"main","channel":"voice","number":{"form":"e164","e164":"+448004480828"},"uri":null,"label":"","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":["nhcp21","chron22","tele22","uon"],"confidence":"seen2","verified_on":null,"verify_by":null},"hours_assurance":{"sources":["nhcp21","chron22","tele22"],"confidence":"seen2","verified_on":"2022-03-16","verify_by":"2023-03-16"}}],"audience":["public"],"rooms":null,"location":{"address":null,"postcode":null,"latitude":null,"longitude":null,"sources":[]},"interpretation_services":null,"accessibility":null,"url":null,"alert":"This number may have been closed in favour of NHS 111, mental health option. If nobody answers, ring 111.","notes":"\"the only number you need to call\". Newest official source is 2022; NHS 111 mental health option is now the England front door: whether 0800 448 0828 still rings was not found. Age 18+: press says \"calls from adults\".","disagreements":["launched March 2020 (nhcp21) / April 2020 (chron22)"],"assurance":{"sources":["chron22","dav21","nhcp21","tele22","uon"],"confidence":"seen2","verified_on":null,"verify_by":null}}', 'e133e9188f8f887d051f130cbcccdaff85d7d507ec28fffc0a60bd7a83a84030', 'shipped directory', 'first use', '2026-11-22 12:00:00+00', 'nn-mental-health-number', 1);
INSERT INTO public.service_revision VALUES ('{"id":"samaritans","name":"Samaritans","kind":"listening_line","organization":"Samaritans","description":"","status":"active","status_reasons":[],"superseded_by":null,"superseded_on":null,"valid_from":null,"valid_to":null,"areas":["country:england","country:wales","country:scotland","country:northern-ireland"],"ages":[{"minimum_age":0,"maximum_age":null}],"ages_assured":true,"eligibility_description":"Anyone","excludes":[],"self_referral":true,"walk_in":null,"contacts":[{"id":"main","channel":"voice","number":{"form":"short","code":"116123"},"uri":null,"label":"","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":["akana","brum26","aftercare","upbeat25","kicks26"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"},"hours_assurance":{"sources":["akana","brum26","aftercare"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"}},{"id":"email","channel":"email","number":null,"uri":"mailto:jo@samaritans.org","label":"","schedule":{"always_open":false,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":""},"audience":["public"],"menu_option":null,"keyword":null,"cost":"unknown","does":null,"does_not":null,"assurance":{"sources":["aftercare","akana","brum26","gmmhwin","kicks26","upbeat25"],"confidence":"seen","verified_on":"2026-10-01","verify_by":"2027-10-01"},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}}],"audience":["public"],"rooms":null,"location":{"address":null,"postcode":null,"latitude":null,"longitude":null,"sources":[]},"interpretation_services":null,"accessibility":null,"url":"https://www.samaritans.org","alert":null,"notes":"E-mail is answered within 24 hours.","disagreements":[],"assurance":{"sources":["aftercare","akana","brum26","gmmhwin","kicks26","upbeat25"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"}}', '306f1a3c447a37ff1363f2bba47a2cf30be3b6d4b6e890fba36af10742696dc5', 'shipped directory', 'first use', '2026-11-22 12:00:00+00', 'samaritans', 1);
INSERT INTO public.service_revision VALUES ('{"id":"999","name":"999 emergency (renamed)","kind":"999","organization":"Police / Ambulance / Fire / Coastguard","description":"","status":"active","status_reasons":[],"superseded_by":null,"superseded_on":null,"valid_from":null,"valid_to":null,"areas":["country:england","country:wales","country:scotland","country:northern-ireland"],"ages":[{"minimum_age":0,"maximum_age":null}],"ages_assured":true,"eligibility_description":"Immediate danger to life","excludes":[],"self_referral":true,"walk_in":null,"contacts":[{"id":"main","channel":"voice","number":{"form":"short","code":"999"},"uri":null,"label":"","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":"If you cannot speak, press 55 when prompted (mobiles)","does_not":null,"assurance":{"sources":["akana","kicks26","covidgov"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"},"hours_assurance":{"sources":["akana"],"confidence":"seen","verified_on":"2026-10-01","verify_by":"2027-10-01"}},{"id":"textphone","channel":"textphone","number":{"form":"short","code":"18000"},"uri":null,"label":"textphone / Relay UK","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":["wyp","redcross"],"confidence":"seen2","verified_on":null,"verify_by":null},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}},{"id":"text","channel":"text","number":{"form":"short","code":"999"},"uri":null,"label":"EmergencySMS","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":"Takes texts from mobiles registered in advance by texting REGISTER to 999","does_not":null,"assurance":{"sources":["wyp","redcross"],"confidence":"seen2","verified_on":null,"verify_by":null},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}},{"id":"bsl","channel":"bsl_video","number":null,"uri":null,"label":"999 BSL: video relay app or web page, no registration","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":["nwasbsl","sanctper"],"confidence":"seen2","verified_on":"2022-11-01","verify_by":"2023-11-01"},"hours_assurance":{"sources":["nwasbsl","sanctper"],"confidence":"seen2","verified_on":"2022-11-01","verify_by":"2023-11-01"}}],"audience":["public"],"rooms":null,"location":{"address":null,"postcode":null,"latitude":null,"longitude":null,"sources":[]},"interpretation_services":null,"accessibility":null,"url":null,"alert":null,"notes":"EmergencySMS must be registered first: text REGISTER to 999.","disagreements":[],"assurance":{"sources":["akana","covidgov","kicks26","norwood","nwasbsl","redcross","sanctper","wyp"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"}}', '671df2581f76fd65111573560d1f4b284b3bb37952a336dabfee4ad4bb36e92c', 'A Curator', 'a name', '2026-11-22 12:00:00+00', '999', 2);
INSERT INTO public.service_revision VALUES ('{"id":"999","name":"999 emergency","kind":"999","organization":"Police / Ambulance / Fire / Coastguard","description":"","status":"active","status_reasons":[],"superseded_by":null,"superseded_on":null,"valid_from":null,"valid_to":null,"areas":["country:england","country:wales","country:scotland","country:northern-ireland"],"ages":[{"minimum_age":0,"maximum_age":null}],"ages_assured":true,"eligibility_description":"Immediate danger to life","excludes":[],"self_referral":true,"walk_in":null,"contacts":[{"id":"main","channel":"voice","number":{"form":"short","code":"999"},"uri":null,"label":"","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":"If you cannot speak, press 55 when prompted (mobiles)","does_not":null,"assurance":{"sources":["akana","kicks26","covidgov"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"},"hours_assurance":{"sources":["akana"],"confidence":"seen","verified_on":"2026-10-01","verify_by":"2027-10-01"}},{"id":"textphone","channel":"textphone","number":{"form":"short","code":"18000"},"uri":null,"label":"textphone / Relay UK","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":["wyp","redcross"],"confidence":"seen2","verified_on":null,"verify_by":null},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}},{"id":"text","channel":"text","number":{"form":"short","code":"999"},"uri":null,"label":"EmergencySMS","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":"Takes texts from mobiles registered in advance by texting REGISTER to 999","does_not":null,"assurance":{"sources":["wyp","redcross"],"confidence":"seen2","verified_on":null,"verify_by":null},"hours_assurance":{"sources":[],"confidence":"memory","verified_on":null,"verify_by":null}},{"id":"bsl","channel":"bsl_video","number":null,"uri":null,"label":"999 BSL: video relay app or web page, no registration","schedule":{"always_open":true,"weekly":[],"rotas":[],"bank_holidays":{"then":"unknown","hours":[],"nation":"england"},"named_days":[],"exceptions":[],"zone":"Europe/London","stated_as":"24 hours a day, 7 days a week"},"audience":["public"],"menu_option":null,"keyword":null,"cost":"free","does":null,"does_not":null,"assurance":{"sources":["nwasbsl","sanctper"],"confidence":"seen2","verified_on":"2022-11-01","verify_by":"2023-11-01"},"hours_assurance":{"sources":["nwasbsl","sanctper"],"confidence":"seen2","verified_on":"2022-11-01","verify_by":"2023-11-01"}}],"audience":["public"],"rooms":null,"location":{"address":null,"postcode":null,"latitude":null,"longitude":null,"sources":[]},"interpretation_services":null,"accessibility":null,"url":null,"alert":null,"notes":"EmergencySMS must be registered first: text REGISTER to 999.","disagreements":[],"assurance":{"sources":["akana","covidgov","kicks26","norwood","nwasbsl","redcross","sanctper","wyp"],"confidence":"seen2","verified_on":"2026-10-01","verify_by":"2027-10-01"}}', '2d3a67b5a171feed1cdc2b79fc3c95545ec07287d997ecfeab5f1ccefe8b0d67', 'A Curator', 'as proposed', '2026-11-22 12:00:00+00', '999', 3);


--
-- Data for Name: session; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.session VALUES ('ae22bbbb3914f112d7bd5d44a230383f88d7e4027ba8f94009b44996ee287bc8', 'police', 'An Officer', NULL, '2026-11-22 12:00:00+00', '2026-11-22 12:00:00+00', '2026-11-23 00:00:00+00');


--
-- Data for Name: sign_in; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: api_key pk_api_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT pk_api_key PRIMARY KEY (key_id);


--
-- Name: capacity_link pk_capacity_link; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.capacity_link
    ADD CONSTRAINT pk_capacity_link PRIMARY KEY (link_id);


--
-- Name: capacity_report pk_capacity_report; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.capacity_report
    ADD CONSTRAINT pk_capacity_report PRIMARY KEY (seq);


--
-- Name: chain_link pk_chain_link; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.chain_link
    ADD CONSTRAINT pk_chain_link PRIMARY KEY (seq);


--
-- Name: change_event pk_change_event; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.change_event
    ADD CONSTRAINT pk_change_event PRIMARY KEY (seq);


--
-- Name: change_set pk_change_set; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.change_set
    ADD CONSTRAINT pk_change_set PRIMARY KEY (number);


--
-- Name: check_made pk_check_made; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.check_made
    ADD CONSTRAINT pk_check_made PRIMARY KEY (seq);


--
-- Name: decision pk_decision; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT pk_decision PRIMARY KEY (seq);


--
-- Name: edition pk_edition; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition
    ADD CONSTRAINT pk_edition PRIMARY KEY (number);


--
-- Name: edition_entry pk_edition_entry; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition_entry
    ADD CONSTRAINT pk_edition_entry PRIMARY KEY (service_id, edition);


--
-- Name: figure pk_figure; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.figure
    ADD CONSTRAINT pk_figure PRIMARY KEY (month, figure, value);


--
-- Name: figure_reading pk_figure_reading; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.figure_reading
    ADD CONSTRAINT pk_figure_reading PRIMARY KEY (log);


--
-- Name: finding_explained pk_finding_explained; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.finding_explained
    ADD CONSTRAINT pk_finding_explained PRIMARY KEY (seq);


--
-- Name: holiday_revision pk_holiday_revision; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.holiday_revision
    ADD CONSTRAINT pk_holiday_revision PRIMARY KEY (revision);


--
-- Name: key_event pk_key_event; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.key_event
    ADD CONSTRAINT pk_key_event PRIMARY KEY (seq);


--
-- Name: outcome pk_outcome; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outcome
    ADD CONSTRAINT pk_outcome PRIMARY KEY (seq);


--
-- Name: policy_revision pk_policy_revision; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.policy_revision
    ADD CONSTRAINT pk_policy_revision PRIMARY KEY (revision);


--
-- Name: refusal pk_refusal; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refusal
    ADD CONSTRAINT pk_refusal PRIMARY KEY (seq);


--
-- Name: report_event pk_report_event; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_event
    ADD CONSTRAINT pk_report_event PRIMARY KEY (seq);


--
-- Name: search_tally pk_search_tally; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.search_tally
    ADD CONSTRAINT pk_search_tally PRIMARY KEY (hour, reader, ended, police);


--
-- Name: service_revision pk_service_revision; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.service_revision
    ADD CONSTRAINT pk_service_revision PRIMARY KEY (service_id, revision);


--
-- Name: session pk_session; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session
    ADD CONSTRAINT pk_session PRIMARY KEY (token_sha256);


--
-- Name: sign_in pk_sign_in; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in
    ADD CONSTRAINT pk_sign_in PRIMARY KEY (state_sha256);


--
-- Name: capacity_report uq_capacity_report_form_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.capacity_report
    ADD CONSTRAINT uq_capacity_report_form_id UNIQUE (form_id);


--
-- Name: chain_link uq_chain_link_hash; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.chain_link
    ADD CONSTRAINT uq_chain_link_hash UNIQUE (hash);


--
-- Name: chain_link uq_chain_link_of_table_of_row; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.chain_link
    ADD CONSTRAINT uq_chain_link_of_table_of_row UNIQUE (of_table, of_row);


--
-- Name: change_event uq_change_event_edition; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.change_event
    ADD CONSTRAINT uq_change_event_edition UNIQUE (edition);


--
-- Name: decision uq_decision_decision_id_decided_at_reader; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT uq_decision_decision_id_decided_at_reader UNIQUE (decision_id, decided_at, reader);


--
-- Name: decision uq_decision_hash; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT uq_decision_hash UNIQUE (hash);


--
-- Name: edition uq_edition_hash; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition
    ADD CONSTRAINT uq_edition_hash UNIQUE (hash);


--
-- Name: edition uq_edition_previous_hash; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition
    ADD CONSTRAINT uq_edition_previous_hash UNIQUE (previous_hash);


--
-- Name: ix_capacity_report_service_id_seq; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_capacity_report_service_id_seq ON public.capacity_report USING btree (service_id, seq);


--
-- Name: ix_check_made_service_id_seq; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_check_made_service_id_seq ON public.check_made USING btree (service_id, seq);


--
-- Name: ix_report_event_outcome; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_event_outcome ON public.report_event USING btree (outcome);


--
-- Name: capacity_report capacity_report_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER capacity_report_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.capacity_report FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: chain_link chain_link_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER chain_link_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.chain_link FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: change_event change_event_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER change_event_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.change_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: change_set change_set_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER change_set_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.change_set FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: check_made check_made_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER check_made_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.check_made FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: decision decision_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER decision_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.decision FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: edition_entry edition_entry_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER edition_entry_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.edition_entry FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: edition edition_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER edition_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.edition FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: finding_explained finding_explained_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER finding_explained_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.finding_explained FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: holiday_revision holiday_revision_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER holiday_revision_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.holiday_revision FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: key_event key_event_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER key_event_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.key_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: outcome outcome_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER outcome_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.outcome FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: policy_revision policy_revision_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER policy_revision_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.policy_revision FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: refusal refusal_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER refusal_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.refusal FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: report_event report_event_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER report_event_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.report_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: service_revision service_revision_no_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER service_revision_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.service_revision FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: change_event fk_change_event_change; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.change_event
    ADD CONSTRAINT fk_change_event_change FOREIGN KEY (change) REFERENCES public.change_set(number);


--
-- Name: change_event fk_change_event_edition; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.change_event
    ADD CONSTRAINT fk_change_event_edition FOREIGN KEY (edition) REFERENCES public.edition(number);


--
-- Name: check_made fk_check_made_change; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.check_made
    ADD CONSTRAINT fk_check_made_change FOREIGN KEY (change) REFERENCES public.change_set(number);


--
-- Name: edition_entry fk_edition_entry_edition; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition_entry
    ADD CONSTRAINT fk_edition_entry_edition FOREIGN KEY (edition) REFERENCES public.edition(number);


--
-- Name: edition_entry fk_edition_entry_service_id_revision; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition_entry
    ADD CONSTRAINT fk_edition_entry_service_id_revision FOREIGN KEY (service_id, revision) REFERENCES public.service_revision(service_id, revision);


--
-- Name: edition fk_edition_holiday_revision; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition
    ADD CONSTRAINT fk_edition_holiday_revision FOREIGN KEY (holiday_revision) REFERENCES public.holiday_revision(revision);


--
-- Name: edition fk_edition_policy_revision; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.edition
    ADD CONSTRAINT fk_edition_policy_revision FOREIGN KEY (policy_revision) REFERENCES public.policy_revision(revision);


--
-- Name: report_event fk_report_event_change; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_event
    ADD CONSTRAINT fk_report_event_change FOREIGN KEY (change) REFERENCES public.change_set(number);


--
-- Name: report_event fk_report_event_outcome; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_event
    ADD CONSTRAINT fk_report_event_outcome FOREIGN KEY (outcome) REFERENCES public.outcome(seq);


--
-- PostgreSQL database dump complete
--


