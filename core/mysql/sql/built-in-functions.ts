/**
 * Functions that are built into some MySQL or MariaDB server, and the few other words that are not reserved and stand before a
 * bracket, such as types. From information_schema.SQL_FUNCTIONS of MariaDB, the help tables of MySQL and the manuals. Without
 * the old names of spatial functions (AREA, CONTAINS, WITHIN): MySQL 8.0 has none such, so there they are somebody's own.
 */
const functions = `
  abs acos add_months adddate addtime aes_decrypt aes_encrypt against any any_value ascii asin asymmetric_decrypt
  asymmetric_encrypt asymmetric_sign asymmetric_verify atan atan2 audit_log_read audit_log_read_bookmark avg
  benchmark bin bin_to_uuid binlog_gtid_pos bit_and bit_count bit_length bit_or bit_xor can_access_column
  can_access_database can_access_table can_access_user can_access_view cast ceil ceiling char_length
  character_length charset chr coalesce coercibility collation column_add column_check column_create column_delete
  column_exists column_get column_json column_list columns compress concat concat_operator_oracle concat_ws
  connection_id conv convert_tz cos cot count crc32 crc32c create_asymmetric_priv_key create_asymmetric_pub_key
  create_digest curdate current_role curtime date date_add date_format date_sub datediff datetime day dayname
  dayofmonth dayofweek dayofyear decode decode_histogram decode_oracle degrees des_decrypt des_encrypt distance
  elt encode encrypt exp export_set extract extractvalue field find_in_set floor format format_bytes
  format_pico_time found_rows from_base64 from_days from_unixtime from_vector geomcollection geometrycollection
  get_dd_column_privileges get_dd_create_options get_dd_index_sub_part_length get_format get_lock greatest
  group_concat gtid_subset gtid_subtract hex hour icu_version ifnull inet6_aton inet6_ntoa inet_aton inet_ntoa
  instr is_free_lock is_ipv4 is_ipv4_compat is_ipv4_mapped is_ipv6 is_used_lock is_uuid is_visible_dd_object
  isnull json_array json_array_append json_array_insert json_array_intersect json_arrayagg json_compact
  json_contains json_contains_path json_depth json_detailed json_equals json_exists json_extract json_insert
  json_key_value json_keys json_length json_loose json_merge json_merge_patch json_merge_preserve json_normalize
  json_object json_object_filter_keys json_object_to_array json_objectagg json_overlaps json_pretty json_query
  json_quote json_remove json_replace json_schema_valid json_schema_validation_report json_search json_set
  json_storage_free json_storage_size json_type json_unquote json_valid json_value kdf last_day last_insert_id
  lastval lcase least length lengthb linestring ln load_file locate log log10 log2 lower lpad lpad_oracle ltrim
  ltrim_oracle make_set makedate maketime master_gtid_wait master_pos_wait max mbrcontains mbrcoveredby mbrcovers
  mbrdisjoint mbrequals mbrintersects mbroverlaps mbrtouches mbrwithin md5 median microsecond mid min minute month
  monthname multilinestring multipoint multipolygon mysql_query_attribute_string name_const natural_sort_key nchar
  now nullif nvl nvl2 oct octet_length old_password ord password percentile_cont percentile_disc period_add
  period_diff pi point polygon position pow power ps_current_thread_id ps_thread_id quarter quote radians rand
  random_bytes regexp_instr regexp_like regexp_replace regexp_substr release_all_locks release_lock replace_oracle
  reverse roles_graphml rollup round row_count rpad rpad_oracle rtrim rtrim_oracle sec_to_time second session_user
  sformat sha sha1 sha2 sign signed sin sleep some soundex source_pos_wait space sqrt st_area st_asbinary
  st_asgeojson st_astext st_aswkb st_aswkt st_boundary st_buffer st_buffer_strategy st_centroid st_collect
  st_contains st_convexhull st_crosses st_difference st_dimension st_disjoint st_distance st_distance_sphere
  st_endpoint st_envelope st_equals st_exteriorring st_frechetdistance st_geohash st_geomcollfromtext
  st_geomcollfromwkb st_geometryfromtext st_geometryfromwkb st_geometryn st_geometrytype st_geomfromgeojson
  st_geomfromtext st_geomfromwkb st_hausdorffdistance st_interiorringn st_intersection st_intersects st_isclosed
  st_isempty st_isring st_issimple st_isvalid st_latfromgeohash st_latitude st_length st_linefromtext
  st_linefromwkb st_lineinterpolatepoint st_lineinterpolatepoints st_linestringfromtext st_longfromgeohash
  st_longitude st_makeenvelope st_mlinefromtext st_mlinefromwkb st_mpointfromtext st_mpointfromwkb
  st_mpolyfromtext st_mpolyfromwkb st_numgeometries st_numinteriorrings st_numpoints st_overlaps
  st_pointatdistance st_pointfromgeohash st_pointfromtext st_pointfromwkb st_pointn st_pointonsurface
  st_polyfromtext st_polyfromwkb st_polygonfromtext st_relate st_simplify st_srid st_startpoint st_swapxy
  st_symdifference st_touches st_transform st_union st_validate st_within st_x st_y statement_digest
  statement_digest_text std stddev stddev_pop stddev_samp str_to_date strcmp string_to_vector subdate substr
  substr_oracle substring substring_index subtime sum sys_guid sysdate system_user tan time time_format
  time_to_sec timediff timestamp timestampadd timestampdiff to_base64 to_char to_days to_seconds to_vector trim
  trim_oracle truncate ucase uncompress uncompressed_length unhex unix_micros unix_timestamp updatexml upper user
  uuid uuid_short uuid_to_bin uuid_v4 uuid_v7 validate_password_strength var_pop var_samp variance vec_distance
  vec_distance_cosine vec_distance_euclidean vec_fromtext vec_totext vector vector_dim vector_to_string version
  wait_for_executed_gtid_set wait_until_sql_thread_after_gtids week weekday weekofyear weight_string
  wsrep_last_seen_gtid wsrep_last_written_gtid wsrep_sync_wait_upto_gtid year yearweek
`;

/** Reserved words of MySQL (information_schema.KEYWORDS): no function has such a name unquoted. */
const reserved = `
  accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call cascade
  case change char character check collate column condition constraint continue convert create cross cube
  cume_dist current_date current_time current_timestamp current_user cursor database databases day_hour
  day_microsecond day_minute day_second dec decimal declare default delayed delete dense_rank desc describe
  deterministic distinct distinctrow div double drop dual each else elseif empty enclosed escaped except exists
  exit explain external false fetch first_value float float4 float8 for force foreign from fulltext function
  generated get grant group grouping groups having high_priority hour_microsecond hour_minute hour_second if
  ignore in index infile inner inout insensitive insert int int1 int2 int3 int4 int8 integer intersect interval
  into io_after_gtids io_before_gtids is iterate join json_table key keys kill lag last_value lateral lead leading
  leave left library like limit linear lines load localtime localtimestamp lock long longblob longtext loop
  low_priority match maxvalue mediumblob mediumint mediumtext middleint minute_microsecond minute_second mod
  modifies natural no_write_to_binlog not nth_value ntile null numeric of on optimize optimizer_costs option
  optionally or order out outer outfile over partition percent_rank precision primary procedure purge qualify
  range rank read read_write reads real recursive references regexp release rename repeat replace require resignal
  restrict return returning revoke right rlike row row_number rows schema schemas second_microsecond select
  sensitive separator set show signal smallint spatial specific sql sql_big_result sql_calc_found_rows
  sql_small_result sqlexception sqlstate sqlwarning ssl starting stored straight_join system table tablesample
  terminated then tinyblob tinyint tinytext to trailing trigger true undo union unique unlock unsigned update
  usage use using utc_date utc_time utc_timestamp values varbinary varchar varcharacter varying virtual when where
  while window with write xor year_month zerofill
`;

/** Of the sys schema: all of its functions only read. */
const sys = `
  extract_schema_from_file_name extract_table_from_file_name format_bytes format_path format_statement format_time list_add
  list_drop ps_is_account_enabled ps_is_consumer_enabled ps_is_instrument_default_enabled ps_is_instrument_default_timed
  ps_is_thread_instrumented ps_thread_account ps_thread_id ps_thread_stack ps_thread_trx_info quote_identifier
  sys_get_config version_major version_minor version_patch
`;

const toSet = (text: string) => new Set(text.trim().split(/\s+/));

const known = toSet(`${functions} ${reserved}`);
const knownInSys = toSet(sys);

/** Whether a bracket behind this word opens nothing that could be a stored function's arguments. In lower case. */
export function isBuiltIn(word: string, schema?: string): boolean {
  return schema === undefined ? known.has(word) : schema === "sys" && knownInSys.has(word);
}
